import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadConfig } from '../../src/config.ts'
import { DEPLOY, manifestOf, manifestTest, rendered } from '../support/manifests.ts'

interface Webhook {
  readonly name: string
  readonly clientConfig: { readonly service: Readonly<Record<string, unknown>> }
  readonly failurePolicy: string
  readonly sideEffects: string
}

const [base, webhook] = [() => rendered('base'), () => rendered('webhook')]

function webhookOf(): Webhook {
  const { webhooks } = manifestOf(webhook(), 'ValidatingWebhookConfiguration', 'charter')
  const [one, ...others] = webhooks as readonly Webhook[]
  if (one === undefined || others.length > 0) throw new Error('one webhook is expected')
  return one
}

/** What the pod of the base has for it. */
function podOf() {
  const { template } = manifestOf(base(), 'StatefulSet', 'charter').spec as {
    readonly template: {
      readonly metadata: { readonly labels: unknown }
      readonly spec: {
        readonly containers: readonly [
          {
            readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
            readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[]
          },
        ]
        readonly volumes: readonly { readonly name: string; readonly secret?: Readonly<Record<string, unknown>> }[]
      }
    }
  }
  return template
}

manifestTest('the webhook leads by its Service to the port at which the program listens once it is switched on', () => {
  const { clientConfig, failurePolicy, sideEffects } = webhookOf()
  const service = manifestOf(webhook(), 'Service', 'charter-admission')
  assert.equal(clientConfig.service, {
    namespace: service.metadata.namespace,
    name: service.metadata.name,
    port: 443,
    path: '/admission/cluster',
  })
  assert.equal([failurePolicy, sideEffects], ['Ignore', 'None'])
  const { metadata, spec } = podOf()
  assert.equal(service.spec, {
    selector: metadata.labels,
    ports: [{ name: 'admission', port: 443, targetPort: 'admission', protocol: 'TCP' }],
  })
  const port = spec.containers[0].ports.find(({ name }) => name === 'admission')?.containerPort
  const switchedOn = { CHARTER_ADMISSION_LISTEN: `0.0.0.0:${port}` }
  const config = loadConfig(join(DEPLOY, 'base/charter-run.yaml'), switchedOn)
  if (!('sources' in config)) throw new Error(config.map(({ message }) => message).join('\n'))
  const mount = spec.containers[0].volumeMounts.find(({ name }) => name === 'admission')?.mountPath
  assert.equal(config.admission, {
    listen: { host: '0.0.0.0', port },
    certificateFile: `${mount}/tls.crt`,
    keyFile: `${mount}/tls.key`,
    selfGrant: 'warn',
  })
  assert.is(clientConfig.service.path, `/admission/${config.sources[0]?.name}`)
})

manifestTest('the pod of the base begins without the webhook and without its certificate', () => {
  const config = loadConfig(join(DEPLOY, 'base/charter-run.yaml'), {})
  assert.is('sources' in config && config.admission, undefined)
  const volume = podOf().spec.volumes.find(({ name }) => name === 'admission')
  assert.equal(volume?.secret, { secretName: 'charter-admission', optional: true, defaultMode: 288 })
})

manifestTest(
  'the port of the webhook is opened beside the others, and what watches the program does not see it',
  () => {
    const policy = manifestOf(webhook(), 'NetworkPolicy', 'charter-admission').spec as Record<string, unknown>
    const own = manifestOf(base(), 'NetworkPolicy', 'charter').spec as Record<string, unknown>
    assert.equal(policy, {
      podSelector: own.podSelector,
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 'admission' }] }],
    })
    const monitor = manifestOf(rendered('servicemonitor'), 'ServiceMonitor', 'charter').spec as {
      readonly selector: { readonly matchLabels: unknown }
    }
    assert.is.not(
      JSON.stringify(manifestOf(webhook(), 'Service', 'charter-admission').metadata.labels),
      JSON.stringify(monitor.selector.matchLabels),
    )
  },
)

manifestTest(
  'cert-manager makes the certificate of the name by which the API server asks, into the Secret of the pod',
  () => {
    const { service } = webhookOf().clientConfig
    const certificates = rendered('certmanager')
    const { metadata, spec } = manifestOf(certificates, 'Certificate', 'charter-admission')
    assert.equal((spec as Record<string, unknown>).dnsNames, [`${service.name}.${service.namespace}.svc`])
    const secret = podOf().spec.volumes.find(({ name }) => name === 'admission')?.secret?.secretName
    assert.is((spec as Record<string, unknown>).secretName, secret)
    const issuer = manifestOf(certificates, 'Issuer', 'charter-admission')
    assert.equal((spec as Record<string, unknown>).issuerRef, { name: issuer.metadata.name })
    const { annotations } = manifestOf(webhook(), 'ValidatingWebhookConfiguration', 'charter').metadata as {
      readonly annotations?: Readonly<Record<string, string>>
    }
    assert.is(annotations?.['cert-manager.io/inject-ca-from'], `${metadata.namespace}/${metadata.name}`)
  },
)

test.run()
