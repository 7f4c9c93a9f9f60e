import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Config, loadConfig } from '../../src/config.ts'
import { createMetrics } from '../../src/metrics.ts'
import type { Status } from '../../src/model/status.ts'
import { DEPLOY, type Manifest, manifestOf, manifestTest, rendered } from '../support/manifests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Container {
  readonly image: string
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[]
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly [probe: string]: unknown
}

interface Pod {
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly containers: readonly [Container]
  readonly volumes: readonly Readonly<Record<string, unknown>>[]
  readonly [field: string]: unknown
}

interface Stateful {
  readonly replicas: number
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: Pod }
}

function stateful(manifests: readonly Manifest[] = rendered('base')): Stateful {
  return manifestOf(manifests, 'StatefulSet', 'charter').spec as Stateful
}

function configuration(): Config {
  const config = loadConfig(join(DEPLOY, 'base/charter-run.yaml'), {})
  if (!('sources' in config)) throw new Error(config.map(({ message }) => message).join('\n'))
  return config
}

manifestTest(
  'the pod is one that the standard `restricted` admits, with a root file system that cannot be written',
  () => {
    const pod = stateful().template.spec
    assert.equal(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      fsGroup: 65532,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    })
    const [container, ...others] = pod.containers
    assert.equal([others, pod.initContainers], [[], undefined])
    assert.equal(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    assert.equal([pod.hostNetwork, pod.hostPID, pod.hostIPC], [undefined, undefined, undefined])
    const kinds = pod.volumes.map(({ name: _name, ...of }) => Object.keys(of).join())
    assert.equal(kinds, ['configMap', 'secret', 'secret', 'emptyDir'])
    const { labels } = manifestOf(rendered('base'), 'Namespace', 'charter-system').metadata
    assert.is(labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
  },
)

manifestTest('there is one writer, whose token is mounted for its pod alone, and no variable of a service', () => {
  const manifests = rendered('base')
  const { replicas, template } = stateful(manifests)
  assert.is(replicas, 1)
  assert.equal([template.spec.automountServiceAccountToken, template.spec.enableServiceLinks], [true, false])
  assert.is(manifestOf(manifests, 'ServiceAccount', 'charter').automountServiceAccountToken, false)
})

manifestTest('the image has this version and user, and finds the configuration where it looks', () => {
  const { template } = stateful()
  const [{ image, volumeMounts }] = template.spec.containers
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  assert.is(image, `charter:${version}`)
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
  assert.match(dockerfile, /^USER 65532:65532$/m)
  const mounted = volumeMounts.find(({ name }) => name === 'configuration')?.mountPath
  assert.match(dockerfile, `"${mounted}/charter-run.yaml"]`)
})

manifestTest('the limit of memory is what the guide says that a first start needs', () => {
  const guide = readFileSync(join(root, 'docs/kubernetes.md'), 'utf8')
  assert.match(guide, /takes about 1\.1 GiB of memory, of which the limit allows two/)
  const [{ resources }] = stateful().template.spec.containers
  assert.equal((resources as { readonly limits: unknown }).limits, { memory: '2Gi' })
})

manifestTest('the configuration is right, and writes and reads where something is mounted', () => {
  const config = configuration()
  const [{ volumeMounts }] = stateful().template.spec.containers
  const writable = volumeMounts.filter(({ readOnly = false }) => !readOnly).map(({ mountPath }) => mountPath)
  assert.equal(writable, ['/var/lib/charter', '/tmp'])
  assert.equal(config.state, { path: '/var/lib/charter/state', init: false })
  assert.is(config.secretsDirectory, volumeMounts.find(({ name }) => name === 'secrets')?.mountPath)
  assert.equal(
    config.sources.map(({ from }) => from.type),
    ['kubernetes'],
  )
})

manifestTest('probes, service and network policy mean the port at which the program listens', () => {
  const manifests = rendered('base')
  const { selector, template } = stateful(manifests)
  const [container] = template.spec.containers
  assert.equal(container.ports[0], { name: 'http', containerPort: configuration().http?.port, protocol: 'TCP' })
  const asked = ['startupProbe', 'livenessProbe', 'readinessProbe'].map(
    (probe) => (container[probe] as { httpGet: unknown }).httpGet,
  )
  const at = (path: string) => ({ path, port: 'http' })
  assert.equal(asked, [at('/healthz'), at('/healthz'), at('/readyz')])
  assert.equal(template.metadata.labels, selector.matchLabels)
  const service = manifestOf(manifests, 'Service', 'charter')
  assert.equal(service.spec, {
    selector: selector.matchLabels,
    ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }],
  })
  const policy = manifestOf(manifests, 'NetworkPolicy', 'charter').spec as Record<string, unknown>
  assert.equal([policy.podSelector, policy.policyTypes], [selector, ['Ingress', 'Egress']])
})

manifestTest('the monitor of the Prometheus operator finds the service, and shows its token', () => {
  const service = manifestOf(rendered('base'), 'Service', 'charter')
  const monitor = manifestOf(rendered('servicemonitor'), 'ServiceMonitor', 'charter')
  const { selector, endpoints } = monitor.spec as {
    readonly selector: { readonly matchLabels: unknown }
    readonly endpoints: readonly Readonly<Record<string, unknown>>[]
  }
  assert.equal(selector.matchLabels, service.metadata.labels)
  assert.is(monitor.metadata.namespace, service.metadata.namespace)
  const credentials = { name: 'charter-metrics', key: 'token' }
  assert.equal(endpoints, [{ port: 'http', path: '/metrics', interval: '30s', authorization: { credentials } }])
})

manifestTest(
  'alerts ask for metrics that there are, of the job that the monitor makes, and say what it means',
  async () => {
    const rule = manifestOf(rendered('prometheusrule'), 'PrometheusRule', 'charter')
    const service = manifestOf(rendered('base'), 'Service', 'charter')
    assert.is(rule.metadata.namespace, service.metadata.namespace)
    const { groups } = rule.spec as { readonly groups: readonly { readonly rules: readonly Alert[] }[] }
    const { text } = await createMetrics().text(NOTHING, NOTHING.startedAt)
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    const alerts = groups.flatMap(({ rules }) => rules)
    assert.ok(alerts.length >= 6)
    for (const { alert, expr, labels, annotations } of alerts) {
      const asked = [...expr.matchAll(/([a-z_]+)\{job="([^"]*)"/g)]
      assert.ok(asked.length > 0, alert)
      for (const [, name = '', job] of asked) assert.equal([known.has(name), job], [true, service.metadata.name], name)
      assert.match(labels.severity, /^(critical|warning)$/)
      assert.ok(annotations.summary !== '' && annotations.description !== '')
    }
  },
)

const NOTHING: Status = {
  version: '',
  startedAt: '2026-05-01T12:00:00.000Z',
  isReady: true,
  seq: 0,
  hash: '',
  sources: [],
  units: [],
  problems: [],
  passes: [],
  objects: {},
}

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

test.run()
