import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { TestCluster } from './cluster.ts'
import { objectText, startWithKinds } from './clusterkinds.ts'
import { configOf, type Running, startRunning } from './controller.ts'
import { createFolder } from './folder.ts'
import { runKubectl } from './kubectl.ts'
import { startProxy, type TcpProxy } from './proxy.ts'
import { ran } from './terminal.ts'

/** A cluster, and the program that reads it by way of a proxy, as somebody with `kubectl` and a terminal sees both. */
export interface Story {
  readonly cluster: TestCluster
  readonly proxy: TcpProxy
  readonly program: Running
  /** Runs kubectl beside the program, with words parted by spaces; gives what it printed, and fails where it does. */
  kubectl(words: string | readonly string[], input?: string): Promise<string>
  /** Runs a command of Charter on the state of the program; gives what it printed, and fails where it does. */
  charter(words: string): Promise<string>
  /** Names of what is stored, sorted. */
  stored(): readonly string[]
  /** Gives what reads one field of a condition of an object. */
  condition(object: string, type: string, field: string): () => Promise<string>
  /** One field of all Events, a line each. */
  events(field: string): Promise<string>
  /** Makes an organization of admins, in a namespace of its own, and waits until it is in force. */
  organization(name: string, people: readonly string[]): Promise<void>
  /** Changes an object, and waits until that is in force and told. */
  changed(object: string, spec: Readonly<Record<string, unknown>>): Promise<void>
  stop(): Promise<void>
}

/** The words that wait until objects are ready. */
export const READY = 'wait --for=condition=Ready --timeout=60s'

/** Starts a cluster, a proxy before it and a program that only watches: nothing is listed because of the time. */
export async function startStory(): Promise<Story> {
  const cluster = await startWithKinds()
  const proxy = await startProxy(cluster.kubeconfig)
  const folder = createFolder()
  const state = join(folder, 'state')
  const config = configOf([{ name: 'cluster', kubeconfig: proxy.kubeconfig }], { state: { path: state, init: true } })
  const program = await startRunning(config, { XDG_RUNTIME_DIR: folder })
  const kubectl = async (words: string | readonly string[], input?: string): Promise<string> => {
    const { status, out, err } = await runKubectl(cluster.kubeconfig, wordsIn(words), input)
    assert.is(status, 0, `kubectl ${words}: ${err}`)
    return out
  }
  return {
    cluster,
    proxy,
    program,
    kubectl,
    ...sentencesOf(kubectl),
    async charter(words) {
      const { code, out, err } = await ran([...words.split(' '), '--state', state])
      assert.is(code, 0, `charter ${words}: ${err}`)
      return out
    },
    stored: () => [...program.controller.turns.state().resources.keys()].sort(),
    async stop() {
      await program.stop()
      await proxy.stop()
      await cluster.stop()
    },
  }
}

function wordsIn(words: string | readonly string[]): readonly string[] {
  return typeof words === 'string' ? words.split(' ') : words
}

function sentencesOf(kubectl: Story['kubectl']): Pick<Story, 'condition' | 'events' | 'organization' | 'changed'> {
  return {
    condition: (object, type, field) => () =>
      kubectl(`get ${object} -o jsonpath={.status.conditions[?(@.type=="${type}")].${field}}`),
    events: (field) => kubectl(['get', 'events', '-o', `jsonpath={range .items[*]}{.${field}}{"\\n"}{end}`]),
    async organization(name, people) {
      await kubectl(`create namespace ${name}`)
      const objects = [
        objectText('Organization', '', name, { displayName: name }),
        ...people.map((one) => objectText('User', name, one, { email: `${one}@${name}.example`, admin: true })),
      ]
      await kubectl('apply -f -', objects.join('\n'))
      await kubectl(`${READY} organization/${name}`)
    },
    async changed(object, spec) {
      await kubectl(['patch', ...wordsIn(object), '--type=merge', '-p', JSON.stringify({ spec })])
      const generation = await kubectl(`get ${object} -o jsonpath={.metadata.generation}`)
      await untilSeen(
        () => kubectl(`get ${object} -o jsonpath={.status.lastAppliedRevision}`),
        (seen) => seen === `generation:${generation}`,
      )
    },
  }
}

/** Waits until something is so, however long each look at it takes; fails with what was seen last. */
export async function untilSeen(
  look: () => Promise<string>,
  is: (seen: string) => boolean,
  timeoutMs = 120_000,
): Promise<string> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (is(seen)) return seen
    assert.ok(performance.now() < until, `this does not come within ${timeoutMs} ms; seen last: ${seen}`)
  }
}
