import type { SourceText } from '../model/document.ts'
import { type Fault, problemOf } from './fault.ts'
import { groupsOf } from './group.ts'
import type { Limits } from './limits.ts'
import type { Reading } from './read.ts'
import { createThread, type Ending, type Failure, type Thread, type ThreadSettings } from './thread.ts'
import type { BareReading } from './worker.ts'

/** How files are read apart: by at most `count` threads, which get `batch` characters of text at a time. */
export interface ApartSettings extends ThreadSettings {
  readonly count: number
  readonly batch: number
}

interface Work {
  readonly settings: ApartSettings
  readonly limits: Limits
  readonly signal: AbortSignal | undefined
  readonly queue: SourceText[][]
  readonly readings: Map<SourceText, Reading>
}

/**
 * Reads files in threads. A batch that does not end well is read again file by file, so that only the file that is to
 * blame has a problem. Throws the signal's reason when it is aborted, and `SourceError` where no thread can be started.
 */
export async function readApart(
  files: readonly SourceText[],
  settings: ApartSettings,
  limits: Limits,
  signal?: AbortSignal,
): Promise<ReadonlyMap<SourceText, Reading>> {
  const queue = groupsOf(files, settings.batch, ({ text }) => text.length)
  const work: Work = { settings, limits, signal, queue, readings: new Map() }
  const threads = Array.from({ length: Math.min(settings.count, queue.length) }, () => createThread(settings, limits))
  const close = (): Promise<unknown> => Promise.all(threads.map((thread) => thread.close()))
  signal?.addEventListener('abort', close)
  try {
    await Promise.all(threads.map((thread) => drain(work, thread)))
  } catch (error) {
    // A thread that is stopped while it starts looks like one that cannot be started.
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', close)
    await close()
  }
  return work.readings
}

async function drain(work: Work, thread: Thread): Promise<void> {
  for (let batch = work.queue.shift(); batch !== undefined; batch = work.queue.shift()) {
    work.signal?.throwIfAborted()
    const ending = await thread.read(batch)
    work.signal?.throwIfAborted()
    const isAlone = batch.length === 1
    settle(work, batch, ending.type !== 'read' && isAlone && !ending.fresh ? await thread.read(batch) : ending)
    work.signal?.throwIfAborted()
  }
}

function settle(work: Work, batch: readonly SourceText[], ending: Ending): void {
  const [file] = batch
  if (ending.type === 'read') {
    for (const [index, reading] of ending.readings.entries()) {
      const read = batch[index]
      if (read !== undefined) work.readings.set(read, withFile(read, reading))
    }
  } else if (batch.length === 1 && file !== undefined) {
    const problem = problemOf(file, faultOf(ending, work.settings))
    work.readings.set(file, { documents: [], problems: [problem], unreadable: true })
  } else {
    work.queue.unshift(...batch.map((one) => [one]))
  }
}

function withFile(file: SourceText, reading: BareReading): Reading {
  return { ...reading, documents: reading.documents.map((document) => ({ file, ...document })) }
}

function faultOf(ending: Failure, { heapMb, deadlineMs }: ApartSettings): Fault {
  const place = { start: 0, end: 1, help: 'split the file into several' }
  switch (ending.type) {
    case 'late':
      return { code: 'TooLarge', ...place, message: `reading the file took longer than ${deadlineMs / 1000} s` }
    case 'memory':
      return { code: 'TooLarge', ...place, message: `reading the file needed more than ${heapMb} MiB of memory` }
    case 'stopped':
      return { code: 'Unreadable', ...place, message: 'the thread that read the file stopped' }
  }
}
