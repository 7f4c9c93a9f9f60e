import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder, removeFolder } from '../test/support/folder.ts'
import { installation } from './corpus.ts'
import { against, medians, type Row } from './measure.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** How long the built program takes to start: `version`, and `validate` of ten files. */
export async function start(): Promise<readonly Row[]> {
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'ignore' })
  const texts = installation(1000).reduce(
    (files, { organization, text }) => {
      files[`${organization}.yaml`] = `${files[`${organization}.yaml`] ?? ''}---\n${text}`
      return files
    },
    {} as Record<string, string>,
  )
  const small = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, text.split('---\n').slice(0, 6).join('---\n')]),
  )
  const folder = createFolder(small)
  const node =
    (...words: string[]) =>
    () =>
      execFileSync(process.execPath, words, { stdio: 'ignore' })
  const charter = join(root, 'bin/charter.js')
  try {
    const times = await medians(
      { floor: node('-e', '0'), version: node(charter, 'version'), validate: node(charter, 'validate', folder) },
      9,
    )
    const floor = { what: '`node -e 0`', ...times.floor }
    return [
      against('`charter version`, built', times.version, floor, 1.5),
      against('`charter validate` of ten files, built', times.validate, floor, 4),
    ]
  } finally {
    removeFolder(folder)
    removeFolder(join(root, 'dist'))
  }
}
