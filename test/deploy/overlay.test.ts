import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createFolder } from '../support/folder.ts'
import { DEPLOY, isOldKubectl, manifestOf, manifestTest, rendered } from '../support/manifests.ts'

const guide = readFileSync(fileURLToPath(new URL('../../docs/kubernetes.md', import.meta.url)), 'utf8')

manifestTest('the folder of one’s own that the guide shows changes the image and the configuration', () => {
  const [, shown = ''] = /```yaml\n(# kustomization\.yaml[\s\S]*?)```/.exec(guide) ?? []
  const folder = createFolder({
    'own/kustomization.yaml': isOldKubectl() ? shown.replace(/^resources:.*$/m, 'bases:') : shown,
    'own/charter-run.yaml': 'sources: []\n',
  })
  cpSync(DEPLOY, join(folder, 'charter/deploy'), { recursive: true })
  const manifests = rendered(join(folder, 'own'))
  const base = rendered('base')
  assert.is(manifests.length, base.length + 1)
  const { template } = manifestOf(manifests, 'StatefulSet', 'charter').spec as {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } }
  }
  assert.is(template.spec.containers[0]?.image, 'registry.example/charter:0.1.0')
  const configuration = manifestOf(manifests, 'ConfigMap', /^charter-run-/)
  assert.equal(load(String((configuration.data as Record<string, string>)['charter-run.yaml'])), { sources: [] })
  assert.is.not(configuration.metadata.name, manifestOf(base, 'ConfigMap', /^charter-run-/).metadata.name)
  assert.match(JSON.stringify(template), `"name":"${configuration.metadata.name}"`)
})

test.run()
