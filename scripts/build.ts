import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

// Packages written for `require` look for Node's own modules with it.
const REQUIRE = "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);"

/** commander can run commands that are programs of their own; Charter has none, and spares loading what starts them. */
const withoutPrograms: Plugin = {
  name: 'without-programs',
  setup({ onResolve, onLoad }) {
    const namespace = 'without-programs'
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('/commander/') ? { path, namespace } : undefined,
    )
    onLoad({ filter: /./, namespace }, () => ({ contents: 'module.exports = {}' }))
  },
}

/**
 * Bundles the sources into a folder: `node scripts/build.ts [folder]`, by default `dist/`. Every command is a file of its
 * own beside what several share, so that a command loads what it needs and nothing else; all files lie side by side,
 * which is where the program looks for its worker. `tsc` checks the types before (`npm run build`).
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = resolve(process.argv[2] ?? join(root, 'dist'))

if (existsSync(folder)) {
  for (const name of readdirSync(folder)) if (/\.js(\.map)?$/.test(name)) rmSync(join(folder, name))
}
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts', worker: 'src/documents/worker.ts' },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  // Messages name functions of the program where it has a bug, so names stay.
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [withoutPrograms],
  banner: { js: REQUIRE },
  metafile: true,
  logLevel: 'warning',
})
const outputs = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.js'))
const bytes = outputs.reduce((sum, [, output]) => sum + output.bytes, 0)
console.log(`${outputs.length} files, ${Math.round(bytes / 1024)} KiB in ${folder}`)
