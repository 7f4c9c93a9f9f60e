#!/usr/bin/env node
// Runs the built program where it is built, else the sources as they are (Node strips the types).
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `charter: Node ${process.versions.node} is too old, 22.19 or newer is needed\n  in a checkout, run it through npm, which brings its own Node: npx charter ...\n`,
  )
  process.exit(2)
}
const built = new URL('../dist/main.js', import.meta.url)
const { main } = await import(existsSync(built) ? built.href : new URL('../src/main.ts', import.meta.url).href)
await main(process.argv)
