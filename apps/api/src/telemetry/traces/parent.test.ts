import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { parentIn } from './parent.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

test.each([
	[`00-${TRACE_ID}-${SPAN_ID}-01`, 1],
	[`00-${TRACE_ID}-${SPAN_ID}-00`, 0],
	[`00-${TRACE_ID}-${SPAN_ID}-ff`, 1],
	[`01-${TRACE_ID}-${SPAN_ID}-01-more`, 1],
])('%s names a parent', (header, traceFlags) => {
	expect(trace.getSpanContext(parentIn(header))).toEqual({
		...{ traceId: TRACE_ID, spanId: SPAN_ID },
		...{ traceFlags, isRemote: true },
	});
});

test.each([
	'',
	'nonsense',
	`00-${TRACE_ID}-${SPAN_ID}`,
	`00-${TRACE_ID}-${SPAN_ID}-01-more`,
	`ff-${TRACE_ID}-${SPAN_ID}-01`,
	`00-${'0'.repeat(32)}-${SPAN_ID}-01`,
	`00-${TRACE_ID}-${'0'.repeat(16)}-01`,
	`00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`,
	`00-${TRACE_ID}-${SPAN_ID}-01, 00-${TRACE_ID}-${SPAN_ID}-01`,
])('%j names none', (header) => {
	expect(parentIn(header)).toBe(ROOT_CONTEXT);
});
