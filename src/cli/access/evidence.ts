import { visible } from '../../lib/text.ts'
import { EXIT } from '../exit.ts'
import { oneOf } from '../inputs.ts'
import type { Terminal } from '../terminal.ts'
import { versions } from '../version.ts'
import type { CommitOptions } from './report/commits.ts'
import { makeFolder, type Written, writeFile } from './report/folder.ts'
import { type Pack, readPack } from './report/pack.ts'
import { isoOf, type Range, type RangeOptions, withRange } from './report/range.ts'
import { type Drawing, drawingOf, SAMPLE_KINDS } from './report/sample.ts'
import { requireOrganizationIn } from './report/surveyed.ts'
import { aboutRange, rangeNotes, timeText } from './report/told.ts'
import { verifyText } from './report/verify.ts'

/** The options of `access evidence`. */
export interface EvidenceOptions extends RangeOptions, CommitOptions {
  readonly out: string
  readonly organization?: string
  readonly number: string
  readonly seed: string
  readonly kind: string
  readonly redact?: string
  readonly output: string
}

const FORMAT_VERSION = '1.0'

/**
 * Writes a folder of evidence on access in a time, for somebody who does not trust whoever wrote it: what was, what changed, who
 * stood behind it, and how to check all of that. The same ledger, time and repositories give the same bytes.
 */
export async function writeEvidence(options: EvidenceOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['text', 'json'], '--output')
  const drawing = drawingOf(oneOf(options.kind, SAMPLE_KINDS, '--kind'), options.seed, options.number)
  const isRedacted = options.redact !== undefined && oneOf(options.redact, ['pii'], '--redact') === 'pii'
  return withRange(options, async (range) => {
    requireOrganizationIn(range, options.organization)
    makeFolder(options.out)
    const pack = await readPack(range, { ...options, drawing, isRedacted })
    const files: Listed[] = []
    for (const { name, about, texts, counts } of pack.files) {
      files.push({ ...writeFile(options.out, name, texts), about, counts: counts() })
    }
    const proof = writeFile(options.out, 'VERIFY.md', [
      verifyText({ ...provingOf(range, options, drawing), isRedacted, files }),
    ])
    const manifest = manifestText(range, {
      options,
      drawing,
      isRedacted,
      pack,
      files: [...files, { ...proof, ...PROOF }],
    })
    const last = writeFile(options.out, 'manifest.json', [manifest])
    writeFile(options.out, 'SHA256SUMS', [sumsText([...files, proof, last])])
    const out = visible(options.out)
    const next = `(cd ${out} && sha256sum -c SHA256SUMS), and read VERIFY.md`
    const written = `Wrote ${files.length + 3} files to ${out}, of ${timeText(range)}.\nNext: ${next}\n`
    terminal.out(form === 'json' ? manifest : written)
    return EXIT.done
  })
}

/** A file as the manifest lists it. */
interface Listed extends Written {
  readonly about: string
  readonly counts: Readonly<Record<string, number>>
}

const PROOF = { about: 'how to check this', counts: {} }

interface Made {
  readonly options: EvidenceOptions
  readonly drawing: Drawing
  readonly isRedacted: boolean
  readonly pack: Pack
  readonly files: readonly Listed[]
}

function manifestText(range: Range, { options, drawing, isRedacted, pack, files }: Made): string {
  const { population, digest, drawn } = pack.sample
  const { kind, seed } = drawing
  const manifest = {
    format_version: FORMAT_VERSION,
    program: { name: 'charter', version: versions().charter },
    // Uids are made of it and of names: whoever has both could try names.
    ...(isRedacted ? {} : { installation: range.stored.state.installation }),
    redacted: isRedacted,
    ...aboutRange(range, options),
    start: { ...range.from.head },
    sample: { kind, seed, drawn: drawn.length, population, ...(isRedacted ? {} : { list_digest: digest }) },
    authors: options.repository !== undefined,
    notes: [...rangeNotes(range, options), ...pack.notes],
    files,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function provingOf({ since, until, stored }: Range, options: EvidenceOptions, drawing: Drawing) {
  const { organization, repository, keys } = options
  return {
    since: isoOf(since),
    until: isoOf(until),
    head: stored.state.head,
    organization,
    drawing,
    version: versions().charter,
    hasAuthors: repository !== undefined,
    hasKeys: keys !== undefined,
  }
}

/** What `sha256sum -c` reads, by name. */
function sumsText(files: readonly Written[]): string {
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`)
  return lines.sort((left, right) => (left.slice(66) < right.slice(66) ? -1 : 1)).join('')
}
