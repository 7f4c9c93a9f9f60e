import { setImmediate as turn } from 'node:timers/promises'
import { populationOf, type Standing } from '../../access/report/population.ts'
import { momentOf } from '../../access/windows.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { Asked, Listing } from '../endpoint.ts'
import { grantedBy } from '../granted.ts'
import { lastingRows } from '../lasting.ts'
import { originOf, POPULATION_COLUMNS, type ReportRow, reportListing } from './reportrow.ts'

/** After so many people others get their turn. */
const TURN = 500

/** Everybody of an organization at the moment of the view and what each holds, a row for each permission; who holds nothing has one row without it. */
export async function population(asked: Asked, organization: StoredResource): Promise<Listing<ReportRow>> {
  const { recorded, view } = asked
  const rows = await lastingRows(asked, { organization: organization.name, question: 'population' }, () =>
    rowsOf(asked, organization.name),
  )
  let granted: Awaited<ReturnType<typeof grantedBy>> | undefined
  const listing = reportListing(rows, POPULATION_COLUMNS, ({ holding }) =>
    holding?.ground === undefined || granted === undefined ? {} : originOf(granted(holding.ground)),
  )
  return {
    ...listing,
    prepare: (page) =>
      recorded.inTurn(async () => {
        const grounds = new Set(page.flatMap(({ holding }) => holding?.ground ?? []))
        granted = await grantedBy(recorded, view.state.head.seq, grounds)
      }),
  }
}

async function rowsOf(asked: Asked, organization: string): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = []
  for await (const { user, absence, holdings } of standingsIn(asked, organization)) {
    const row = { organization, user, more: { status: absence ?? 'active' } }
    if (holdings.length === 0) rows.push({ ...row, holding: undefined })
    for (const holding of holdings) rows.push({ ...row, holding })
  }
  return rows
}

/** Everybody of an organization at the moment of a view, by name, a few at a time. */
export async function* standingsIn({ catalog, view }: Asked, organization: string): AsyncGenerator<Standing> {
  const { resources } = view.state
  const survey = { resources, index: catalog.access, organizations: [organization], moment: momentOf(view.instant) }
  let count = 0
  for (const standing of populationOf(survey)) {
    yield standing
    if (++count % TURN === 0) await turn()
  }
}
