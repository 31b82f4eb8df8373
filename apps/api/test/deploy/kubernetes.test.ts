import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentsOf, ROOT, yamlOf } from './files.ts';

const FOLDER = 'deploy/kubernetes';
/** What the API takes at most to finish after its delay. */
const STOP_SECONDS = 10;

type Labels = Readonly<Record<string, string>>;

interface Container {
	readonly name: string;
	readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
	readonly livenessProbe?: { readonly httpGet: { readonly path: string } };
	readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
	readonly securityContext: unknown;
	readonly resources: { readonly limits: { readonly memory?: string } };
	readonly envFrom: readonly {
		readonly configMapRef?: { readonly name: string };
		readonly secretRef?: { readonly name: string };
	}[];
}

interface Resource {
	readonly kind: string;
	readonly metadata: { readonly name: string };
	readonly data?: Readonly<Record<string, string>>;
	readonly spec: {
		readonly selector?: { readonly matchLabels?: Labels } & Labels;
		readonly podSelector?: { readonly matchLabels: Labels };
		readonly ports?: readonly { readonly name: string; readonly targetPort: string }[];
		readonly scaleTargetRef?: { readonly name: string };
		readonly rules?: readonly {
			readonly http: {
				readonly paths: readonly {
					readonly backend: {
						readonly service: { readonly name: string; readonly port: { readonly name: string } };
					};
				}[];
			};
		}[];
		readonly template?: {
			readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
			readonly spec: {
				readonly securityContext: unknown;
				readonly automountServiceAccountToken: boolean;
				readonly terminationGracePeriodSeconds: number;
				readonly containers: readonly Container[];
			};
		};
	};
}

const files = readdirSync(join(ROOT, FOLDER)).filter((name) => name.endsWith('.yaml'));
const resources = files
	.filter((name) => name !== 'kustomization.yaml')
	.flatMap((name) => documentsOf(`${FOLDER}/${name}`) as Resource[]);
const ofKind = (kind: string) => resources.filter((resource) => resource.kind === kind);
const deployments = ofKind('Deployment').map(({ metadata, spec }) => {
	if (spec.template === undefined) throw new Error(`${metadata.name} has no pods`);
	return { name: metadata.name, labels: spec.template.metadata.labels, pod: spec.template };
});
const podsWith = (labels: Labels | undefined) =>
	deployments.filter(({ labels: own }) =>
		Object.entries(labels ?? { none: '' }).every(([name, value]) => own[name] === value),
	);

test('every file is listed, but the samples and what only some clusters have', () => {
	const { resources: listed } = yamlOf(`${FOLDER}/kustomization.yaml`) as { resources: string[] };
	const left = files.filter((name) => !listed.includes(name));
	expect(left.sort()).toEqual(['kustomization.yaml', 'monitoring.yaml', 'secret.sample.yaml']);
	expect(listed.filter((name) => !files.includes(name))).toEqual([]);
});

describe.each(deployments)('$name', ({ name, pod }) => {
	const [container] = pod.spec.containers;
	if (container === undefined) throw new Error('there is no container');

	test('may do nothing on its node', () => {
		expect(pod.spec.securityContext).toMatchObject({
			runAsNonRoot: true,
			seccompProfile: { type: 'RuntimeDefault' },
		});
		expect(container.securityContext).toEqual({
			allowPrivilegeEscalation: false,
			readOnlyRootFilesystem: true,
			capabilities: { drop: ['ALL'] },
		});
		expect(pod.spec.automountServiceAccountToken).toBe(false);
		expect(container.resources.limits.memory).toBeDefined();
	});

	test('is asked whether it lives and whether it is ready', () => {
		expect(container.livenessProbe?.httpGet.path).toBeDefined();
		expect(container.readinessProbe?.httpGet.path).toBeDefined();
	});

	test('gets settings that exist', () => {
		const maps = ofKind('ConfigMap').map(({ metadata }) => metadata.name);
		const secrets = ofKind('Secret').map(({ metadata }) => metadata.name);
		for (const { configMapRef, secretRef } of container.envFrom) {
			expect([...maps, ...secrets]).toContain(configMapRef?.name ?? secretRef?.name);
		}
	});

	test('is reached by a service, kept up by a budget, and shut to the rest', () => {
		const reaches = (kind: string, of: (spec: Resource['spec']) => Labels | undefined) =>
			ofKind(kind).filter(({ spec }) => podsWith(of(spec)).some((found) => found.name === name));
		expect(reaches('Service', ({ selector }) => selector)).toHaveLength(1);
		expect(reaches('PodDisruptionBudget', ({ selector }) => selector?.matchLabels)).toHaveLength(1);
		expect(reaches('NetworkPolicy', ({ podSelector }) => podSelector?.matchLabels)).toHaveLength(1);
	});
});

test('liveness asks for the process alone, readiness for its database', () => {
	const [container] =
		podsWith({ 'app.kubernetes.io/name': 'postern-api' })[0]?.pod.spec.containers ?? [];
	expect(container?.livenessProbe?.httpGet.path).toBe('/health/live');
	expect(container?.readinessProbe?.httpGet.path).toBe('/health/ready');
});

const settingsOfApi = () =>
	ofKind('ConfigMap').find(({ metadata }) => metadata.name === 'postern-api')?.data ?? {};

test('a pod has the time that the API takes to stop', () => {
	const [api] = podsWith({ 'app.kubernetes.io/name': 'postern-api' });
	const delay = Number(settingsOfApi()['STOP_DELAY_SECONDS']);
	expect(delay).toBeGreaterThan(0);
	expect(api?.pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(delay + STOP_SECONDS);
});

test('the metrics are where the settings say', () => {
	const [api] = podsWith({ 'app.kubernetes.io/name': 'postern-api' });
	const port = settingsOfApi()['METRICS_PORT'];
	const metrics = api?.pod.spec.containers[0]?.ports.find(({ name }) => name === 'metrics');
	expect(String(metrics?.containerPort)).toBe(port);
	expect(api?.pod.metadata.annotations?.['prometheus.io/port']).toBe(port);
});

test('services lead to ports of their pods, the ingress to services, and the autoscaler to a deployment', () => {
	for (const { spec } of ofKind('Service')) {
		const [target] = podsWith(spec.selector);
		const names = target?.pod.spec.containers[0]?.ports.map(({ name }) => name);
		for (const { targetPort } of spec.ports ?? []) expect(names).toContain(targetPort);
	}
	const services = new Map(
		ofKind('Service').map(({ metadata, spec }) => [
			metadata.name,
			spec.ports?.map(({ name }) => name),
		]),
	);
	const backends = ofKind('Ingress')
		.flatMap(({ spec }) => spec.rules ?? [])
		.flatMap(({ http }) => http.paths)
		.map(({ backend }) => backend.service);
	expect(backends).toHaveLength(2);
	for (const { name, port } of backends) expect(services.get(name)).toContain(port.name);
	for (const { spec } of ofKind('HorizontalPodAutoscaler')) {
		expect(deployments.map(({ name }) => name)).toContain(spec.scaleTargetRef?.name);
	}
});

test('no service leads to the metrics', () => {
	const ports = ofKind('Service').flatMap(({ spec }) => spec.ports ?? []);
	expect(ports.map(({ targetPort }) => targetPort)).not.toContain('metrics');
});
