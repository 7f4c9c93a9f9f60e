import * as fc from 'fast-check'

/** Loaded ahead of all tests by `npm test`: properties draw the same cases in every run, so that what fails is the fault of a change. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.CHARTER_TEST_SEED ?? 20261122) })
