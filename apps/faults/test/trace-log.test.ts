import { describe, expect, test } from 'vitest';
import { judgeDurability, readCalls } from '../src/stack/trace-log.ts';

const LOG = '22</data/postern.sqlite-wal>';
const write = `1795298603.438965 pwrite64(${LOG}, "\\0\\0"..., 4096, 32) = 4096`;
const noSpace = `1795298603.438965 pwrite64(${LOG}, "\\0"..., 4096, 32) = -1 ENOSPC (No space left on device) (INJECTED)`;
const sync = `1795298603.439962 fdatasync(${LOG}) = 0`;
const failedSync = `1795298604.000500 fsync(${LOG}) = -1 EIO (Input/output error) (INJECTED)`;
const reply = `1795298603.440923 write(27<socket:[4568855]>, "HTTP/1.1 200 OK\\r\\ncache-c"..., 1028) = 1028`;
const refusal = `1795298603.440923 writev(27<socket:[4568855]>, [{iov_base="HTTP/1.1 503 Service"..., iov_len=200}], 2) = 200`;

const judge = (...lines: string[]) => judgeDurability(readCalls(lines.join('\n')));

describe('in a trace', () => {
	test('an answer after the sync of what was written is in time', () => {
		expect(judge(write, write, sync, reply)).toEqual({
			...{ acknowledged: 1, early: 0, syncs: 1, failedAt: null },
		});
	});

	test.each([
		['before the sync', [write, reply, sync]],
		['without any sync', [write, reply]],
		['after a write that came after the sync', [write, sync, write, reply]],
		['after a sync that failed', [write, failedSync, reply]],
	])('an answer %s is early', (_name, lines) => {
		expect(judge(...lines)).toMatchObject({ acknowledged: 1, early: 1 });
	});

	test('a refusal acknowledges nothing', () => {
		expect(judge(write, sync, refusal)).toMatchObject({ acknowledged: 0 });
	});

	test('the first call that was made to fail is found, with its time', () => {
		expect(judge(write, sync, failedSync, noSpace).failedAt).toBeCloseTo(1795298604000.5, 3);
	});

	test('what is not about the log or an answer is left out', () => {
		const others = [
			`1795298603.604501 pwrite64(21</data/postern.sqlite>, "\\r"..., 4096, 0) = 4096`,
			`1795298603.604501 fdatasync(21</data/postern.sqlite>) = 0`,
			`1795298603.475317 write(25<socket:[4568845]>, "EHLO [127.0.0.1]\\r\\n", 18) = 18`,
			`1795298603.475317 --- SIGTERM {si_signo=SIGTERM} ---`,
			'1795298603.475317 +++ killed by SIGKILL +++',
		];
		expect(readCalls(others.join('\n'))).toEqual([]);
	});
});
