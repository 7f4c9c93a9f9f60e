import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const folders = new Set<string>()

process.on('exit', () => {
  for (const path of folders) removeFolder(path)
})

/** The content of files by their paths in a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** Makes a temporary folder with these files and gives its path; it is removed when the tests end, or by `removeFolder`. */
export function createFolder(files: Files = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'charter-test-'))
  folders.add(path)
  writeFiles(path, files)
  return path
}

/** Writes files below a folder, and makes the folders that they need. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Removes a temporary folder and what is in it. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true })
  folders.delete(path)
}
