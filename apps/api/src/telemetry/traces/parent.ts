import { BlockList, isIPv6 } from 'node:net';
import {
	type Context,
	isSpanContextValid,
	ROOT_CONTEXT,
	trace,
	TraceFlags,
} from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';

/** W3C Trace Context, version 00; a later version may have more behind it. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * The trace that a request belongs to already. Only a trusted proxy may say so: a stranger could otherwise
 * have every request traced, or file theirs under the traces of others.
 * @param trustedProxies addresses and ranges, as in TRUSTED_PROXIES
 */
export function createParentReader(trustedProxies: readonly string[]) {
	const trusted = new BlockList();
	for (const range of trustedProxies) {
		const [address = '', prefix] = range.split('/');
		const family = isIPv6(address) ? 'ipv6' : 'ipv4';
		if (prefix === undefined) trusted.addAddress(address, family);
		else trusted.addSubnet(address, Number(prefix), family);
	}

	function isTrusted({ socket: { remoteAddress } }: FastifyRequest): boolean {
		if (remoteAddress === undefined) return false;
		return trusted.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4');
	}

	return (request: FastifyRequest): Context => {
		const header = request.headers['traceparent'];
		if (typeof header !== 'string' || !isTrusted(request)) return ROOT_CONTEXT;
		return parentIn(header);
	};
}

/** The context that a `traceparent` header names; that of a new trace when it names none. */
export function parentIn(header: string): Context {
	const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header) ?? [];
	if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) {
		return ROOT_CONTEXT;
	}
	const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
	const parent = { traceId, spanId, traceFlags, isRemote: true };
	return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}
