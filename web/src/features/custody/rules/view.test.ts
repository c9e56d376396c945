import { describe, expect, it } from 'vitest'
import type { Custody } from '@/client/types'
import { agrees, countOf, daysBefore, daysOf, listQuery, progressOf, rangeOf, replayOf, resultOf, viewOf } from './view'

const id = '01a1fcc3-e79b-777c-818a-ca3abc5162d0'

describe('the address', () => {
  it('says what is shown, and nonsense in it is left out', () => {
    expect(viewOf({ first: '2026-11-01', last: 'tomorrow', state: 'dead', kind: 'pigeon', number: id, conversation: 'x', reason: '' })).toEqual({
      first: '2026-11-01',
      state: 'dead',
      number: id,
    })
  })
  it('says that only what was tried again is shown', () => {
    expect(viewOf({ retried: true })).toEqual({ retried: true })
    expect(viewOf({ retried: 'yes' })).toEqual({})
    expect(listQuery({ retried: true }, { first: '2026-03-01', last: '2026-03-02' })).toMatchObject({ retried: true })
  })
  it('means the last seven days when it names none', () => {
    expect(daysOf({}, '2026-03-03')).toEqual({ first: '2026-02-25', last: '2026-03-03' })
    expect(rangeOf(daysOf({}, '2026-03-03'), '2026-03-03')).toBe('week')
  })
  it('means the days between, whichever was chosen first', () => {
    expect(daysOf({ first: '2026-03-05', last: '2026-03-01' }, '2026-03-09')).toEqual({ first: '2026-03-01', last: '2026-03-05' })
  })
})

describe('days', () => {
  it('are counted on the calendar', () => expect(daysBefore('2026-03-01', 1)).toBe('2026-02-28'))
  it('have a name when they are a range people know', () => {
    expect(rangeOf({ first: '2026-03-01', last: '2026-03-01' }, '2026-03-02')).toBe('yesterday')
    expect(rangeOf({ first: '2026-02-27', last: '2026-03-01' }, '2026-03-02')).toBeUndefined()
  })
})

describe('a replay', () => {
  it('is asked for with what is listed', () => {
    expect(replayOf({ state: 'dead', event: id }, { first: '2026-03-01', last: '2026-03-02' })).toEqual({ first: '2026-03-01', last: '2026-03-02', state: 'dead' })
  })
  it('of one message is of its events alone', () => {
    const days = { first: '2026-03-01', last: '2026-03-02' }
    expect(replayOf(viewOf({ conversation: id, message: id }), days)).toEqual({ ...days, conversation_id: id, message_id: id })
  })
  it('is as far as what was looked at', () => {
    const none = { unchanged: 0, changed: 0, failed: 0, waiting_anyway: 0 }
    expect(progressOf({ ...none, total: null, state: 'waiting' })).toBeNull()
    expect(progressOf({ ...none, unchanged: 40, failed: 10, total: 200, state: 'running' })).toBe(0.25)
    expect(progressOf({ ...none, total: 0, state: 'running' })).toBe(1)
    expect(progressOf({ ...none, total: null, state: 'done' })).toBe(1)
  })
})

describe('what is listed', () => {
  const sums = (received: number, dead = 0) => ({ received, again: 0, done: received - dead, ignored: 0, dead, waiting: 0, retried: 0, missing: 0 })
  const custody = {
    total: sums(200, 5),
    kinds: [{ kind: 'message', sums: sums(60, 2) }],
    reasons: [
      { state: 'dead', kind: 'message', reason: 'KeyError', count: 2 },
      { state: 'dead', kind: 'status', reason: 'KeyError', count: 3 },
    ],
  } as unknown as Custody
  it.each([
    [{}, 200],
    [{ state: 'dead' as const }, 5],
    [{ kind: 'message' as const }, 60],
    [{ kind: 'message' as const, state: 'dead' as const }, 2],
    [{ kind: 'echo' as const }, 0],
    [{ reason: 'KeyError' }, 5],
    [{ reason: 'KeyError', kind: 'status' as const, state: 'dead' as const }, 3],
    [{ conversation: id }, null],
    [{ retried: true as const }, null],
  ])('%j is counted', (view, count) => expect(countOf(custody, view)).toBe(count))
})

it('what a replay came to adds up to what it looked at', () => {
  const replay = { unchanged: 40, changed: 1, failed: 2, waiting_anyway: 7 }
  expect(resultOf(replay).reduce((sum, { count }) => sum + count, 0)).toBe(50)
  expect(resultOf({ ...replay, waiting_anyway: 0 }).map(({ part }) => part)).toEqual(['unchanged', 'changed', 'failed'])
})

it('sums agree when nothing is missing', () => {
  const sums = { received: 3, again: 9, done: 1, ignored: 1, dead: 1, waiting: 0, retried: 4, missing: 0 }
  expect(agrees(sums)).toBe(true)
  expect(agrees({ ...sums, missing: 1 })).toBe(false)
})
