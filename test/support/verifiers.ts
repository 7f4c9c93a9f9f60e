import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Head } from '../../src/model/state.ts'
import { ran } from './terminal.ts'

/** What a verifier says of a ledger: its exit code, the entry and place it finds wrong, or the head of what is intact. */
export interface Verdict {
  readonly code: number
  readonly wrong?: string
  readonly head?: string
  readonly isUnfinished: boolean
}

/** A state folder to verify, and the head that was published of it. */
export interface Verifying {
  readonly path: string
  readonly published?: Head
}

/** The verifier that anybody may run without Charter. */
export const SCRIPT = fileURLToPath(new URL('../../docs/verify-ledger.py', import.meta.url))

/** Whether there is a Python to run it with; says so loudly where there is none. */
export const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.error('\nSKIPPED: python3 is missing, docs/verify-ledger.py is not tested\n')

/** What `charter ledger verify` says. */
export async function charterVerdict({ path, published }: Verifying): Promise<Verdict> {
  const head = published === undefined ? [] : ['--head', `${published.seq}:${published.hash}`]
  const { code, out } = await ran(['ledger', 'verify', '--state', path, '-o', 'json', ...head])
  if (code !== 0 && code !== 1) return { code, isUnfinished: false }
  const { flaw, head: last, unfinished, result } = JSON.parse(out)
  if ((result === 'intact') !== (code === 0)) throw new Error(`exit code ${code} with the result ${result}`)
  if (flaw !== undefined) return { code, wrong: `${flaw.seq} at ${flaw.file}:${flaw.line}`, isUnfinished: false }
  return { code, head: `${last.seq}:${last.hash}`, isUnfinished: unfinished !== undefined }
}

const MANY = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location('verifier', sys.argv[1])
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)
for folder, published in json.load(sys.stdin): print(json.dumps(verifier.verify(folder, tuple(published))))
`

/** What the script says of several ledgers, all in one process. */
export function scriptVerdicts(ledgers: readonly Verifying[]): readonly Verdict[] {
  const input = JSON.stringify(
    ledgers.map(({ path, published }) => [join(path, 'ledger'), [published?.seq ?? 0, published?.hash ?? '']]),
  )
  const lines = pythonOutput(['-c', MANY, SCRIPT], input).trimEnd().split('\n')
  return lines.map((line) => verdictOf(...(JSON.parse(line) as [number, string])))
}

/** What the script says when it is run as its page says. */
export function scriptVerdict({ path, published }: Verifying): Verdict {
  const head = published === undefined ? [] : ['--head', `${published.seq}:${published.hash}`]
  const { status, stdout } = spawnSync('python3', [SCRIPT, join(path, 'ledger'), ...head], { encoding: 'utf8' })
  return verdictOf(status ?? -1, stdout)
}

/** What Python prints; throws with what it complains about. */
export function pythonOutput(words: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync('python3', words, { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`)
  return stdout
}

function verdictOf(code: number, text: string): Verdict {
  const wrong = /^tampered: entry (\d+ at \S+:\d+)/.exec(text)?.[1]
  const head = /^head (\d+:[0-9a-f]*)$/m.exec(text)?.[1]
  return {
    code,
    ...(wrong === undefined ? {} : { wrong }),
    ...(head === undefined ? {} : { head }),
    isUnfinished: /was not finished/.test(text),
  }
}
