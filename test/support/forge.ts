import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder } from './folder.ts'

/** A comment as a forge keeps it. */
export interface Comment {
  readonly id: number
  readonly author: string
  readonly body: string
}

/** What was asked of a forge, without the answers. */
export interface Call {
  readonly method: string
  readonly url: string
  readonly header: string
  readonly words: readonly string[]
}

/** A forge that `curl` reaches, and the programs that a runner has on its PATH. */
export interface Forge {
  readonly bin: string
  comments(): readonly Comment[]
  calls(): readonly Call[]
}

/** `curl` as far as ci/comment.sh needs it: it reads the header from its standard input and answers from a file. */
const CURL = `
const fs = require('fs')
const words = process.argv.slice(2)
const after = (name) => words[words.indexOf(name) + 1]
const header = /^header = "(.*)"$/m.exec(fs.readFileSync(0, 'utf8'))[1]
const url = words.at(-1)
const method = after('--request')
const forge = JSON.parse(fs.readFileSync(FILE, 'utf8'))
forge.calls.push({ method, url, header, words })
const github = url.includes('/repos/')
const me = github ? 'github-actions[bot]' : 'charter-bot'
const shown = ({ id, author, body }) => ({ id, body, ...(github ? { user: { login: author } } : { author: { username: author } }) })
const sent = words.includes('--data-binary') ? JSON.parse(fs.readFileSync(after('--data-binary').slice(1), 'utf8')).body : undefined
let answer
if (url.endsWith('/user')) answer = { username: me }
else if (method === 'GET') {
  const page = Number(new URL(url).searchParams.get('page'))
  answer = forge.comments.slice((page - 1) * 100, page * 100).map(shown)
} else if (method === 'POST') {
  const one = { id: forge.comments.length + 1, author: me, body: sent }
  forge.comments.push(one)
  answer = shown(one)
} else {
  const one = forge.comments.find(({ id }) => url.endsWith('/' + id))
  if (one === undefined || one.author !== me || method !== (github ? 'PATCH' : 'PUT')) process.exit(22)
  one.body = sent
  answer = shown(one)
}
fs.writeFileSync(FILE, JSON.stringify(forge))
process.stdout.write(JSON.stringify(answer))
`

/** Makes a forge that has these comments, and a folder of programs: charter, node, curl that reaches it, and npm that does nothing. */
export function createForge(comments: readonly Comment[] = []): Forge {
  const folder = createFolder()
  const file = join(folder, 'forge.json')
  writeFileSync(file, JSON.stringify({ comments, calls: [] }))
  const program = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  const charter = fileURLToPath(new URL('../../bin/charter.js', import.meta.url))
  program('curl', `#!${process.execPath}\nconst FILE = ${JSON.stringify(file)}\n${CURL}`)
  program('charter', `#!/bin/sh\nexec '${process.execPath}' '${charter}' "$@"\n`)
  program('npm', '#!/bin/sh\n')
  symlinkSync(process.execPath, join(folder, 'node'))
  const read = () => JSON.parse(readFileSync(file, 'utf8'))
  return { bin: folder, comments: () => read().comments, calls: () => read().calls }
}
