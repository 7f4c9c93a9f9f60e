import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { chooseKubectl } from './clusterassets.ts'

/** What `kubectl` did. */
export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs `kubectl` beside the test, so that the API server may ask this process meanwhile. */
export function runKubectl(kubeconfig: string, words: readonly string[], input = ''): Promise<Ran> {
  const cache = join(kubeconfig, '../kubectl-cache')
  const child = spawn(chooseKubectl() ?? 'kubectl', [`--kubeconfig=${kubeconfig}`, `--cache-dir=${cache}`, ...words])
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (status) => resolve({ status: status ?? -1, ...said })))
}
