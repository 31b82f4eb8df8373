import { deriveKeys } from '../derive-key.ts';
import { createMailWriter } from '../features/mails/index.ts';
import { createOutbox, createOutboxStore, createOutboxWorker } from '../features/outbox/index.ts';
import type { ServiceResources } from './resources.ts';

/** Mail: how it is written, where it waits, how it leaves. */
export function createMailServices(
	{ config, storage, clock, logger, mailer, watch }: ServiceResources,
	onError: (error: unknown) => void,
) {
	const store = createOutboxStore(storage);
	const sealKeys = deriveKeys(config, 'outbox-seal');
	const write = createMailWriter({
		productName: config.productName,
		colour: config.productColour,
		logoUrl: config.productLogoUrl,
		supportEmail: config.supportEmail,
		isCodeInSubject: config.isCodeInSubject,
	});
	const domain = config.mailFrom.address.split('@')[1] ?? '';
	return {
		outbox: createOutbox({ store, clock, sealKeys, domain }),
		outboxWorker: createOutboxWorker({
			...{ store, mailer, write, sealKeys, clock, logger, onError, watch },
		}),
	};
}
