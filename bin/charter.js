#!/usr/bin/env node
// Runs the built program where it is built, else the sources as they are (Node strips the types).
import { existsSync, mkdirSync } from 'node:fs'
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `charter: Node ${process.versions.node} is too old, 22.19 or newer is needed\n  in a checkout, run it through npm, which brings its own Node: npx charter ...\n`,
  )
  process.exit(2)
}
// Node keeps what it compiled, so that the next command starts sooner: in the user's own folder, not in a shared one as it
// would by itself, for what stands there is run. Where that cannot be written, nothing is lost but time.
const { XDG_CACHE_HOME, HOME } = process.env
const caches = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`)
if (caches && isFolder(`${caches}/charter`)) module.enableCompileCache(`${caches}/charter`)

const built = new URL('../dist/main.js', import.meta.url)
const { main } = await import(existsSync(built) ? built.href : new URL('../src/main.ts', import.meta.url).href)
await main(process.argv)

/** Whether there is such a folder, now at the latest; its parents are not made (Node would try without end below /proc). */
function isFolder(path) {
  try {
    if (!existsSync(path)) mkdirSync(path)
    return true
  } catch {
    return false
  }
}
