import type { Mark } from '../../access/provenance.ts'
import { type Scope, scopeText } from '../../access/scope.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import type { Known } from './known.ts'
import type { Support, TracedPath } from './traced.ts'

const FORMAT_VERSION = '1.0'

/** What every answer begins with for programs: which question it answers, of which organization, and of which moment. */
export function answerText(question: string, { organization, stored, erased }: Known, value: JsonObject): string {
  const { state, instant } = stored
  const head = { seq: state.head.seq, hash: state.head.hash }
  const answer = { format_version: FORMAT_VERSION, question, organization, instant, head, erased, ...value }
  return `${JSON.stringify(answer, null, 2)}\n`
}

/** On what a permission is, for programs: `organization`, `workspace/plant`. */
export function onValue(scope: Scope): string {
  return scopeText(scope)
}

/** A path for programs. */
export function pathValue({ text, groups, path, supports }: TracedPath): JsonObject {
  const { ground } = path
  const given =
    ground.type === 'permission'
      ? {
          type: ground.type,
          name: ground.permission,
          gives: ground.role === undefined ? ground.right : `role ${ground.role}`,
          on: scopeText(ground.scope ?? { type: 'organization', name: '' }),
        }
      : { type: ground.type }
  return { text, groups, ground: given, rests_on: supports.map(supportValue) }
}

function supportValue({ resource, created, changed }: Support): JsonObject {
  const { kind, name, uid } = resource
  const marks = {
    ...(created === undefined ? {} : { created: markValue(created) }),
    ...(changed === undefined ? {} : { changed: markValue(changed) }),
  }
  return { kind, name, uid, declared: declaredAt(resource), ...marks }
}

/** Where a resource is declared: `acme/access.yaml:3`, or the source of an object in a cluster. */
export function declaredAt({ origin }: Pick<StoredResource, 'origin'>): string {
  return 'path' in origin ? `${origin.path}:${origin.line}` : origin.source
}

function markValue({ seq, time, commit, actor }: Mark): JsonObject {
  return {
    seq,
    time,
    ...(commit === undefined ? {} : { commit }),
    ...(actor === undefined ? {} : { actor: { type: actor.type, name: actor.name } }),
  }
}
