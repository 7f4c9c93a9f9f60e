import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codesPage } from '../src/cli/codes/explain.ts'
import { configurationPage } from './generate/configuration.ts'
import { crds } from './generate/crds.ts'
import type { Output } from './generate/output.ts'
import { pages } from './generate/pages.ts'
import { reportCrd } from './generate/report.ts'
import { types } from './generate/types.ts'

/** Folders that hold generated files only: another file in them is left over from a kind that is gone. */
const OWN_FOLDERS = ['crds', 'docs/kinds']
const root = fileURLToPath(new URL('..', import.meta.url))

const codes: Output = { path: 'docs/codes.md', text: codesPage() }
const outputs: readonly Output[] = [await types(), ...crds(), reportCrd(), ...pages(), configurationPage(), codes]
const drifted = outputs.filter(({ path, text }) => current(path) !== text)
const leftOver = OWN_FOLDERS.flatMap(filesIn).filter((path) => !outputs.some((output) => output.path === path))

if (process.argv.includes('--check')) {
  for (const { path } of drifted) console.log(`${path} differs from schemas/`)
  for (const path of leftOver) console.log(`${path} belongs to no kind`)
  if (drifted.length + leftOver.length > 0) {
    console.log('run: npm run generate')
    process.exitCode = 1
  }
} else {
  for (const { path, text } of drifted) write(path, text)
  for (const path of leftOver) rmSync(join(root, path))
  console.log(`${drifted.length} written, ${leftOver.length} removed, ${outputs.length - drifted.length} unchanged`)
}

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
