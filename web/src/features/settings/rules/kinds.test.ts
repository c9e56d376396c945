import { describe, expect, it } from 'vitest'
import type { BookingKind } from '@/client/types'
import { type Route, isSet, kindOf, left, own, typed, withRoute, without } from './kinds'

const cake: BookingKind = { id: '412', slug: 'prova-de-bolo', title: 'Prova de bolo', minutes: 30 }
const party: BookingKind = { id: '413', slug: 'festa', title: 'Festa', minutes: 60 }
const number: BookingKind = { id: '9', slug: '413', title: 'Com um número por nome', minutes: null }
const route = (event_type: string, service_id = 's'): Route => ({ event_type, service_id, professional_id: null, store_id: null })

it('what every other kind becomes is none that is set by itself', () => {
  expect(own([route(''), route('412')])).toEqual([route('412')])
})

it('a kind is known by its number before it is by its word', () => {
  expect(kindOf('412', [cake, party])).toBe(cake)
  expect(kindOf('festa', [cake, party])).toBe(party)
  expect(kindOf('413', [number, party])).toBe(party)
  expect(kindOf('outro', [cake, party])).toBeUndefined()
})

it('what is left to set is what nothing is set for, and the one that is changed', () => {
  expect(left([cake, party], [route(''), route('prova-de-bolo')])).toEqual([party])
  expect(left([cake, party], [route('412')], '412')).toEqual([cake, party])
})

it.each([
  [' 412 ', '412'],
  ['prova-de-bolo', 'prova-de-bolo'],
  ['https://cal.com/bruno/prova-de-bolo?x=1', 'prova-de-bolo'],
  ['cal.com/bruno/prova-de-bolo/', 'prova-de-bolo'],
  ['  ', ''],
  ['/', ''],
])('%s is typed for %s', (said, kept) => {
  expect(typed(said)).toBe(kept)
})

describe('a kind is set once', () => {
  it.each([
    ['412', true],
    ['prova-de-bolo', true],
    ['festa', false],
    ['outro', false],
  ])('%s', (eventType, is) => {
    expect(isSet(eventType, [route(''), route('412')], [cake, party])).toBe(is)
  })
  it('also where nobody knows what it is called there, and never against itself', () => {
    expect(isSet('412', [route('412')], [])).toBe(true)
    expect(isSet('prova-de-bolo', [route('412')], [])).toBe(false)
    expect(isSet('412', [route('412')], [cake], '412')).toBe(false)
  })
})

it('is added at the end, changed in its place, and taken out', () => {
  const all = [route('', 'o'), route('412')]
  expect(withRoute(all, route('413'))).toEqual([...all, route('413')])
  expect(withRoute(all, route('festa', 'x'), '412')).toEqual([route('', 'o'), route('festa', 'x')])
  expect(withRoute(all, route('413'), 'gone')).toEqual([...all, route('413')])
  expect(without(all, '412')).toEqual([route('', 'o')])
})
