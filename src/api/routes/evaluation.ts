import type { JsonObject } from '../../model/resource.ts'
import { type AccessQuestion, type Decision, decisionOn } from '../decision.ts'
import { type Answer, type Asked, badParameter, type Endpoint, valueEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { FLAG, listOf, objectOf, TEXT } from '../schema.ts'
import { VIA } from './effectiveaccess.ts'

const WORD = { type: 'string', minLength: 1, maxLength: 1000 } as const
/** What standard clients may say besides; nothing here is decided by it. */
const FREE = { type: 'object' } as const
const ENTITY = objectOf({ type: WORD, id: WORD, properties: FREE }, ['properties'])
const ACTION = objectOf({ name: WORD, properties: FREE }, ['properties'])
const ASKED = { subject: ENTITY, action: ACTION, resource: ENTITY, context: FREE }

const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const
const MOST_QUESTIONS = 100

const DECISION = objectOf({
  decision: FLAG,
  context: objectOf(
    {
      via: { ...VIA, description: 'what the way rests on that leads to a yes' },
      reason: { ...TEXT, description: 'why not, for whoever may know' },
    },
    ['reason'],
  ),
})

const PARAMETERS: readonly Parameter[] = [
  { name: 'subject_type', type: 'one', of: ['user'], description: 'what the subject is (user)' },
  { name: 'subject_id', type: 'text', description: 'the uid, name, id or e-mail address of a user' },
  { name: 'action_name', type: 'text', description: 'a permission: `MANAGE`, `deployments.get`' },
  { name: 'resource_type', type: 'text', description: 'organization, workspace, dataSource, user or userGroup' },
  { name: 'resource_id', type: 'text', description: 'an organization (`acme`), or something in one (`acme/lab`)' },
]

/** May this user do this? The questions and answers of AuthZEN 1.0, whose base is `/api/v1` (api 49). */
export const EVALUATION_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/access/v1/evaluation',
    operation: 'evaluateAccess',
    summary: 'whether a user may do something at that instant (AuthZEN 1.0)',
    parameters: PARAMETERS,
    response: DECISION,
    body: { schema: objectOf(ASKED, ['context']), isNeeded: false },
    isDated: true,
    answer: (asked) => {
      const { body } = asked
      if (body !== undefined) return decided(decisionOn(asked, body as unknown as AccessQuestion))
      const { query } = asked
      const word = (name: string): string => query.text(name) ?? ''
      const missing = PARAMETERS.slice(1).find(({ name }) => word(name) === '')
      if (missing !== undefined) return badParameter(missing.name, 'is missing')
      const subject = { type: 'user', id: word('subject_id') }
      const resource = { type: word('resource_type'), id: word('resource_id') }
      return decided(decisionOn(asked, { subject, action: { name: word('action_name') }, resource }))
    },
  }),
  valueEndpoint({
    path: '/access/v1/evaluations',
    operation: 'evaluateAccesses',
    summary: `the same for up to ${MOST_QUESTIONS} questions, which share what they do not say (AuthZEN 1.0)`,
    parameters: [],
    response: objectOf({ evaluations: listOf(DECISION) }),
    body: {
      schema: objectOf(
        {
          ...ASKED,
          evaluations: { ...listOf(objectOf(ASKED, Object.keys(ASKED))), minItems: 1, maxItems: MOST_QUESTIONS },
          options: objectOf({ evaluations_semantic: { type: 'string', enum: SEMANTICS } }, ['evaluations_semantic']),
        },
        [...Object.keys(ASKED), 'options'],
      ),
      isNeeded: true,
    },
    isDated: true,
    answer: (asked) => evaluations(asked, asked.body as unknown as Several),
  }),
]

interface Several extends Partial<AccessQuestion> {
  readonly evaluations: readonly Partial<AccessQuestion>[]
  readonly options?: { readonly evaluations_semantic?: (typeof SEMANTICS)[number] }
}

/** The answers in the order of the questions; those after the one that settles it are left out where that is asked for. */
function evaluations(asked: Asked, { evaluations: all, options, ...shared }: Several): Answer {
  const last = LAST[options?.evaluations_semantic ?? 'execute_all']
  const found: Decision[] = []
  for (const [place, own] of all.entries()) {
    const { subject, action, resource } = { ...shared, ...own }
    if (subject === undefined || action === undefined || resource === undefined) return incomplete(place)
    if (last !== undefined && found.at(-1)?.decision === last) continue
    found.push(decisionOn(asked, { subject, action, resource }))
  }
  return decided({ evaluations: found })
}

/** After which decision no further question is answered. */
const LAST: Readonly<Record<(typeof SEMANTICS)[number], boolean | undefined>> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
}

function decided(value: object): Answer {
  return { type: 'value', value }
}

function incomplete(place: number): Answer {
  const detail = 'names no subject, action or resource, and nothing does for all'
  const errors = [{ pointer: `/evaluations/${place}`, detail }] satisfies readonly JsonObject[]
  return {
    type: 'problem',
    problem: { status: 400, title: 'Bad Request', detail: `evaluations/${place} ${detail}`, errors },
  }
}
