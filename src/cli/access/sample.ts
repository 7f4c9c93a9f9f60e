import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { readChanges } from './report/changes.ts'
import type { CommitOptions } from './report/commits.ts'
import { type RangeOptions, withRange } from './report/range.ts'
import { FORMS, writeReport } from './report/report.ts'
import { drawingOf, drawn, SAMPLE_KINDS, sampleReport, sampleSummary } from './report/sample.ts'
import { aboutRange, rangeNotes, timeText } from './report/told.ts'

/** The options of `access sample`. */
export interface SampleOptions extends RangeOptions, CommitOptions {
  readonly organization?: string
  readonly number: string
  readonly seed: string
  readonly kind: string
  readonly output: string
}

/** Draws changes of access in a time, so that anybody can draw the same again. */
export async function sampleAccess(options: SampleOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, FORMS, '--output')
  const drawing = drawingOf(oneOf(options.kind, SAMPLE_KINDS, '--kind'), options.seed, options.number)
  return withRange(options, async (range) => {
    const changes = await readChanges(range, options)
    const sample = drawn(changes, drawing)
    const { kind, seed } = drawing
    const list = { population: sample.population, list_digest: sample.digest }
    const telling = {
      about: { report: 'sample', kind, seed, ...list, ...aboutRange(range, options) },
      summary: () => `${timeText(range)}: ${sampleSummary(sample, drawing)}`,
      notes: [...rangeNotes(range, options), ...changes.trail.notes],
    }
    await writeReport(sampleReport(sample, changes), form, telling, terminal)
    return EXIT.done
  })
}
