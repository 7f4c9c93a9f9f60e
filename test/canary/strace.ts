import { spawnSync } from 'node:child_process'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { untilTrue } from '../support/waiting.ts'

/** Whether system calls can be watched here; says so loudly where they cannot. */
export const canTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0
if (!canTrace)
  console.error('\nSKIPPED: strace is missing or not allowed, what is written to files is only looked at afterwards\n')

const STARTS = ['execve', 'execveat']
const OPENS = ['open', 'openat', 'openat2', 'creat']
const NAMES = [
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'symlink',
  'symlinkat',
  'mkdir',
  'mkdirat',
  'mknod',
  'mknodat',
]
const WRITES = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2']
/** Ways to write that show no bytes here: whoever takes one has to be looked at in another way. */
const UNSEEN = ['sendfile', 'copy_file_range', 'splice', 'mmap', 'io_uring_setup', 'memfd_create']
const MOST_BYTES = 16 * 1024 * 1024

/** What a program has to be started through, so that all it does to files, and each program it starts, is written down. Its process is the program's own. */
export function traceWords(output: string): readonly string[] {
  const calls = [...STARTS, ...OPENS, ...NAMES, ...WRITES, ...UNSEEN].join(',')
  const how = ['-D', '-f', '--seccomp-bpf', '-qq', '-xx', '-y', '-v', '-s', String(MOST_BYTES)]
  // libuv writes some files through a ring of the kernel, past every trace, if it may.
  return ['strace', ...how, '-E', 'UV_USE_IO_URING=0', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', output, '--']
}

/** What a traced program and all that it started did. */
export interface Trace {
  /** Every byte that was written to a file, in the order of writing, by path. */
  readonly written: ReadonlyMap<string, Buffer>
  /** With which flags and mode a file was opened to be written, by path: the first time. */
  readonly opened: ReadonlyMap<string, string>
  /** Every name that was given to a file, folder or link. */
  readonly names: readonly string[]
  /** Arguments and environment of every program that was started, but those of the traced one itself. */
  readonly started: readonly Buffer[]
  /** Files that were written in a way that shows no bytes, and what could not be read whole. */
  readonly unseen: readonly string[]
}

/** Whether a tracer still runs, which ends a moment after the last of those it watches, and only then writes all it has seen. */
function isTracing(output: string): boolean {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return processes.some((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(output)
    } catch {
      return false
    }
  })
}

/** Reads a trace, once the program and all that it started have ended. */
export async function readTrace(output: string): Promise<Trace> {
  await untilTrue(() => !isTracing(output))
  const written = new Map<string, Buffer[]>()
  const opened = new Map<string, string>()
  const names: string[] = []
  const unseen: string[] = []
  const started: Buffer[] = []
  for await (const line of createInterface({ input: createReadStream(output, 'latin1') })) {
    const [, call = '', rest = ''] = /^\d+ +([a-z_0-9]+)\((.*)$/.exec(line) ?? []
    if (rest.includes('"...')) unseen.push(`a ${call} that is too long`)
    if (STARTS.includes(call)) started.push(Buffer.from(textsIn(rest).join('\n')))
    else if (NAMES.includes(call)) names.push(textsIn(rest).join(' '))
    else if (OPENS.includes(call)) noteOpened(rest, opened)
    else if (WRITES.includes(call)) {
      const path = pathIn(rest)
      if (isFile(path)) written.set(path, [...(written.get(path) ?? []), ...textsIn(rest)])
    } else if (UNSEEN.includes(call) && isUnseen(call, rest)) unseen.push(`${call} ${pathIn(rest)}`)
  }
  return {
    written: new Map([...written].map(([path, parts]) => [path, Buffer.concat(parts)])),
    opened,
    names: [...names, ...opened.keys()],
    started: started.slice(1),
    unseen,
  }
}

const bytesOf = (hexadecimal: string): Buffer => Buffer.from(hexadecimal.replaceAll('\\x', ''), 'hex')

/** The texts of a call; they are written in hexadecimal, whatever they hold. */
function textsIn(rest: string): readonly Buffer[] {
  return [...rest.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, text = '']) => bytesOf(`${text}\\x0a`).subarray(0, -1))
}

/** The path of the file that a call is about: of the first that it names by its number. */
function pathIn(rest: string): string {
  return bytesOf(/<((?:\\x[0-9a-f]{2})*)>/.exec(rest)?.[1] ?? '').toString()
}

function isFile(path: string): boolean {
  return path.startsWith('/') && !/^\/(dev|proc|sys)\//.test(path)
}

function noteOpened(rest: string, opened: Map<string, string>): void {
  const path = textsIn(rest)[0]?.toString() ?? ''
  const how = rest.replaceAll(/"[^"]*"|<[^>]*>/g, '')
  const isWritten = /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(how)
  if (isWritten && isFile(path) && !opened.has(path)) opened.set(path, how)
}

function isUnseen(call: string, rest: string): boolean {
  if (call === 'mmap') return /PROT_WRITE/.test(rest) && /MAP_SHARED/.test(rest) && isFile(pathIn(rest))
  // The other ring of libuv registers what is waited for; this one would read and write.
  if (call === 'io_uring_setup') return /^\d+, \{flags=[^,]*SQPOLL/.test(rest)
  if (call === 'memfd_create') return true
  // From a file to a pipe or socket is how Git sends; what is written is the last that has a number.
  const paths = [...rest.matchAll(/<((?:\\x[0-9a-f]{2})*)>/g)].map(([, path = '']) => bytesOf(path).toString())
  return isFile((call === 'sendfile' ? paths[0] : paths.at(-1)) ?? '')
}
