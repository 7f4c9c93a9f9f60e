import { parentPort, workerData } from 'node:worker_threads'
import type { Document, SourceText } from '../model/document.ts'
import type { Limits } from './limits.ts'
import { type Reading, readDocuments } from './read.ts'

/** A reading as it crosses threads: the file of its documents stays where it came from. */
export interface BareReading extends Omit<Reading, 'documents'> {
  readonly documents: readonly Omit<Document, 'file'>[]
}

/**
 * What a worker says: that it is there, then for each batch of files its readings, a list of `BareReading` as JSON text.
 * (Text crosses threads with less work than objects, and what is parsed from it takes less memory.)
 */
export type Answer = 'ready' | { readonly readings: string }

const { limits } = workerData as { readonly limits: Limits }
const say = (answer: Answer): void => parentPort?.postMessage(answer)

parentPort?.on('message', (files: readonly SourceText[]) => {
  say({ readings: JSON.stringify(files.map((file) => bare(readDocuments(file, limits)))) })
})
say('ready')

function bare(reading: Reading): BareReading {
  return { ...reading, documents: reading.documents.map(({ file: _, ...document }) => document) }
}
