import type { Finding } from '../../model/problem.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { fromElsewhere, isUntouched, subscriptionsIn } from './subscribed.ts'
import { called, quoted } from './words.ts'

/**
 * A subscription to a plan with a fixed term names no end, every other one does (model §3 `EndDateNotAllowed`,
 * `EndDateRequired`). Where the plan itself comes to be another, what is subscribed already stays.
 */
export const subscriptionsEndAsPlanned: OrganizationLaw = (view) => fromElsewhere(view, endings, isUntouched)

function endings(view: OrganizationView): readonly Finding[] {
  return subscriptionsIn(view).flatMap(({ resource, key, name, planName, plan, fixedTerm, endDate }): Finding[] => {
    if (fixedTerm !== undefined && endDate !== undefined) {
      return [
        {
          code: 'EndDateNotAllowed',
          key,
          pointer: '/spec/endDate',
          subject: `end/${name}/${planName}/${endDate}`,
          message: `${called(resource)} names an endDate, but its plan ${quoted(planName)} has a fixed term (${quoted(fixedTerm)})`,
          help: 'take endDate out: a new term begins when one ends, until the subscription is removed',
        },
      ]
    }
    if (fixedTerm !== undefined || endDate !== undefined || plan === undefined) return []
    return [
      {
        code: 'EndDateRequired',
        key,
        pointer: '/spec/plan',
        subject: `end/${name}/${planName}`,
        message: `${called(resource)} to the plan ${quoted(planName)} does not say when it ends`,
        help: 'add endDate: the day on which it ends, like 2027-03-20, or never',
      },
    ]
  })
}

/**
 * Whoever changes a subscription, or follows one with another, says from which day on (model §3 `StartDateRequired`): else
 * the day of a commit would decide what is billed. Only the first one may begin on the day of its creation.
 */
export const subscriptionsSayWhenTheyBegin: OrganizationLaw = (view) => {
  const { stored } = view
  if (stored === undefined) return []
  const isFirst = stored.of('Subscription').length === 0
  return subscriptionsIn(view).flatMap((one): Finding[] => {
    const { resource, key, name, startDate, before } = one
    if (startDate !== undefined || isUntouched(one) || (before === undefined && isFirst)) return []
    const what = before === undefined ? 'follows another one' : 'is changed'
    return [
      {
        code: 'StartDateRequired',
        key,
        pointer: '/spec/plan',
        subject: `start/${name}`,
        message: `${called(resource)} ${what} without a startDate`,
        help: 'add startDate: the first day on which it counts as it is declared now, like 2026-04-01',
      },
    ]
  })
}

/** A subscription begins before it ends (model §3 `InvalidDate`); without a startDate it begins with its creation. */
export const subscriptionsBeginBeforeTheyEnd: OrganizationLaw = (view) =>
  subscriptionsIn(view).flatMap(({ resource, key, name, startDate, endDate, from, until, isDated }): Finding[] => {
    if (!isDated || endDate === undefined || !(until <= from)) return []
    const begins = startDate === undefined ? 'the day of its creation' : `its startDate ${startDate}`
    return [
      {
        code: 'InvalidDate',
        key,
        pointer: '/spec/endDate',
        subject: `dates/${name}/${startDate ?? ''}/${endDate}`,
        message: `${called(resource)} ends on ${endDate}, which is not after ${begins}`,
        help: 'let it end after the day on which it begins',
      },
    ]
  })
