import type { FastifyInstance } from 'fastify'
import { originOf } from './compat/address.ts'
import { BASE_PATH } from './mount.ts'
import { sendProblem } from './server.ts'

/** Where other services find where decisions are made (AuthZEN 1.0 §9.2). */
export const METADATA_PATH = '/.well-known/authzen-configuration'

/**
 * Says to anybody where decisions are made, as AuthZEN 1.0 §9.1 has it: for a decision point that is called by the address of this
 * server, and for one that is called by that and `/api/v1`, each where its name leads.
 */
export function mountMetadata(server: FastifyInstance): void {
  for (const path of ['', BASE_PATH]) {
    server.get(`${METADATA_PATH}${path}`, (request, reply) => {
      const origin = originOf(request)
      if (origin === '') return sendProblem(reply, NO_HOST)
      const metadata = {
        policy_decision_point: `${origin}${path}`,
        access_evaluation_endpoint: `${origin}${BASE_PATH}/access/v1/evaluation`,
        access_evaluations_endpoint: `${origin}${BASE_PATH}/access/v1/evaluations`,
      }
      return reply.type('application/json; charset=utf-8').send(`${JSON.stringify(metadata)}\n`)
    })
  }
}

const NO_HOST = { status: 400, title: 'Bad Request', detail: 'the Host header names no host' } as const
