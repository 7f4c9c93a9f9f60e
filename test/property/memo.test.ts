import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { organizationsIn } from '../../src/documents/organization.ts'
import { type Reading, readDocuments } from '../../src/documents/read.ts'
import { writeDocuments } from '../../src/documents/write.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { Context } from '../../src/model/context.ts'
import type { Snapshot } from '../../src/model/document.ts'
import { keyOf } from '../../src/model/resource.ts'
import { createPassMemo } from '../../src/plan/memo.ts'
import { type PassPlan, planPass } from '../../src/plan/pass.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { type Edit, edit } from '../support/edits.ts'
import { documentOf } from '../support/layout.ts'
import { applied, contextAt } from '../support/planning.ts'
import { holds } from '../support/property.ts'
import { type Piece, universe } from '../support/universe.ts'

/** A piece whose file cannot be read any more: nobody can parse it, and what it held is known or not. */
const UNREADABLE = { known: '{ nothing', unknown: '{ nothing at all' } as const

/** Reads pieces as a source that lives on: a file for each, and what has not changed is the same document as before. */
function createReader(): (pieces: readonly Piece[]) => Snapshot {
  const known = new Map<string, Reading>()
  return (pieces) => {
    const texts = pieces.map((piece, index) => {
      const twice = pieces.slice(0, index).filter((other) => nameOf(other) === nameOf(piece)).length
      const { unreadable, ...spec } = piece.spec
      const text = `${writeDocuments([documentOf({ ...piece, spec })])}${UNREADABLE[unreadable as 'known'] ?? ''}`
      const held = unreadable === 'known' ? { held: [keyOf(piece)] } : {}
      return { file: { source: 'local', path: `${nameOf(piece)}-${twice}.yaml`, text }, held }
    })
    const sorted = texts.sort((left, right) => (left.file.path < right.file.path ? -1 : 1))
    const files = sorted.map(({ file }) => file)
    const all = sorted.map(({ file, held }) => {
      const name = `${file.path}\n${file.text}`
      const read = known.get(name) ?? readDocuments(file, DEFAULT_LIMITS)
      known.set(name, read)
      const unreadable = { path: file.path, organizations: organizationsIn(file.text), ...held }
      return { ...read, unreadable: read.unreadable ? [unreadable] : [] }
    })
    return {
      source: 'local',
      revision: sha256(files.map(({ path, text }) => `${path}\n${text}`).join('\n')),
      documents: all.flatMap(({ documents }) => documents),
      files: new Map(files.map((file) => [file.path, file])),
      complete: true,
      privileged: true,
      unreadable: all.flatMap(({ unreadable }) => unreadable),
      problems: all.flatMap(({ problems }) => problems),
    }
  }
}

function nameOf({ kind, namespace, name }: Piece): string {
  return `${namespace}/${kind}/${name}`
}

/** Everything that a pass says. */
function saidBy({ desired, plans, sourceHolds }: PassPlan): unknown {
  return {
    units: [...desired.units].map(([name, { valid, problems, conditions, resources, stored, owners }]) => [
      name,
      valid,
      problems,
      conditions,
      [...resources].map(([key, { digest }]) => `${key} ${digest}`).sort(),
      [...stored].map(([key, { digest, version }]) => `${key} ${digest} ${version}`).sort(),
      [...owners].map(([key, owner]) => `${key} ${owner}`).sort(),
    ]),
    problems: desired.problems,
    revisions: desired.revisions,
    declared: desired.declared,
    plans: plans.map(({ plan, holds, isMeant, lifted }) => ({ plan, holds, isMeant, lifted })),
    sourceHolds,
  }
}

/** Instants of a history: mostly a moment later, sometimes after a date that declarations name. */
const instants = fc.array(fc.constantFrom(0, 0, 1, 2, 40_000), { minLength: 6, maxLength: 6 })

interface Course {
  readonly base: readonly Piece[]
  readonly steps: readonly Step[]
  readonly days: readonly number[]
}

/** What is edited at once, and whether it stays where it is wrong. */
interface Step {
  readonly edits: readonly Edit[]
  readonly stays: boolean
}

/** A file that nobody can parse, a field that nobody knows, a name that nobody has: in one organization, and for long. */
const wrong: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.nat(30),
    fc.constantFrom({ unreadable: 'known' }, { unreadable: 'unknown' }, { colour: 'red' }, { members: ['nobody'] }),
  )
  .map(([index, fields]) => ({
    says: `${index} gets ${JSON.stringify(fields)}`,
    on: (pieces) =>
      pieces.map((one, at) => (at === index % pieces.length ? { ...one, spec: { ...one.spec, ...fields } } : one)),
  }))

const NOTHING: Step = { edits: [], stays: false }

const course: fc.Arbitrary<Course> = fc.record({
  base: universe,
  steps: fc.array(
    fc.record({
      edits: fc.array(fc.oneof({ arbitrary: edit, weight: 3 }, wrong), { maxLength: 2 }),
      stays: fc.boolean(),
    }),
    { minLength: 3, maxLength: 6 },
  ),
  days: instants,
})

test('with a memo of the last pass, a pass says what it says without', async () => {
  let [reused, beside, all] = [0, 0, 0]
  await holds(
    fc.asyncProperty(course, async ({ base, steps, days }) => {
      const store = createMemoryStore({ random: (size) => Buffer.alloc(size, 7) })
      let state = await store.open()
      const read = createReader()
      const memo = createPassMemo()
      let pieces = base
      let time = Date.parse('2026-11-22T12:00:00.000Z')
      for (const [index, { edits, stays }] of [NOTHING, NOTHING, ...steps].entries()) {
        // What makes no sense is often taken back, as people do: else nothing would be valid for long.
        const before = pieces
        pieces = edits.reduce((some, { on }) => on(some), pieces)
        time += (days[index] ?? 0) * 86_400_000 + 1
        const context: Context = contextAt({ instant: new Date(time).toISOString() })
        const snapshot = read(pieces)
        const last = memo.last
        const pass = planPass([snapshot], state, context, memo)
        assert.equal(saidBy(pass), saidBy(planPass([snapshot], state, context)))
        all++
        const isWrong = pass.desired.problems.length > 0 || [...pass.desired.units.values()].some(({ valid }) => !valid)
        if (last !== undefined && memo.last?.built.pass.wanted === last.built.pass.wanted) {
          reused++
          if (isWrong) beside++
        }
        if (isWrong && !stays) pieces = before
        state = (await applied(store, state, [snapshot], context)).state
      }
    }),
    150,
  )
  assert.ok(reused > all / 10, `the memo served ${reused} of ${all} passes`)
  assert.ok(beside > all / 100, `the memo served ${beside} of ${all} passes with something wrong`)
})

test.run()
