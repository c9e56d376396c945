import { describe, expect, it } from 'vitest'
import type { BookableService } from '@/client/types'
import { type Typed, bounds, hasOtherPlace, keptBookable, readBookable, readLimit, readLink, readSpan, typedBookable, typedSpan, usualBookable } from './bookable'

const full = { daily_limit: 8, contact_limit: 2, cancel_notice: 1440, reschedule_notice: 90, hold_minutes: 15, grid: 'opening', is_public: false, form_url: 'https://forms.example/a?b=c', notice: 120 } as const
const kept = { ...usualBookable(40), ...full, service_id: 's', name: 'Limpeza', price_cents: null, currency: 'BRL', is_active: true, professional_ids: [] } as BookableService
const typed = (more: Partial<Typed> = {}): Typed => ({ ...typedBookable(usualBookable(30)), ...more })

describe('how a service is booked', () => {
  it('comes back as it was kept, and only what the dialog changes', () => {
    const values = keptBookable(kept, 30)
    expect(values).toEqual({ ...usualBookable(40), ...full })
    const { values: read, wrong } = readBookable(typedBookable(values))
    expect(wrong).toEqual([])
    expect({ ...values, ...read }).toEqual(values)
  })
  it('is as the server has it where nothing was said', () => {
    expect(keptBookable(undefined, null)).toEqual(usualBookable(30))
    expect(readBookable(typed())).toEqual({
      values: { duration: 30, step: 15, before: 0, after: 0, horizon_days: 60, capacity: 1, hold_minutes: 10, offer_minutes: 30, daily_limit: null, contact_limit: null, notice: 60, cancel_notice: 0, reschedule_notice: 0, form_url: null },
      wrong: [],
    })
  })
  it('keeps no limit where the field is emptied, and none of what cannot be', () => {
    const { values, wrong } = readBookable({ ...typedBookable(keptBookable(kept, 30)), daily_limit: ' ', contact_limit: '0', cancel_notice: { amount: '', unit: 'hours' }, form_url: 'http://forms.example', step: '' })
    expect(values.daily_limit).toBeNull()
    expect(wrong).toEqual(['step', 'contact_limit', 'cancel_notice', 'form_url'])
    expect(wrong.filter((name) => name in values)).toEqual([])
  })
})

describe('limits', () => {
  it.each([
    ['', null],
    ['  ', null],
    [' 12 ', 12],
    ['1', 1],
    ['1000', 1000],
    ['1001', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['2,5', undefined],
    ['dez', undefined],
  ])('%j is %j', (text, value) => expect(readLimit(text, bounds.daily_limit)).toBe(value))
})

describe('notices', () => {
  it.each([
    [0, '0', 'hours'],
    [45, '45', 'minutes'],
    [90, '90', 'minutes'],
    [120, '2', 'hours'],
    [1440, '1', 'days'],
    [43_200, '30', 'days'],
  ] as const)('%j minutes are %j %s, and back', (minutes, amount, unit) => {
    expect(typedSpan(minutes)).toEqual({ amount, unit })
    expect(readSpan({ amount, unit }, bounds.cancel_notice)).toBe(minutes)
  })
  it.each([['31', 'days'], ['721', 'hours'], ['', 'hours'], ['1,5', 'hours'], ['-1', 'hours']] as const)('%j %s are none', (amount, unit) => expect(readSpan({ amount, unit }, bounds.cancel_notice)).toBeUndefined())
})

describe('the link of a form', () => {
  it.each([
    ['', null],
    [' https://forms.example/a ', 'https://forms.example/a'],
    ['http://forms.example/a', undefined],
    ['forms.example/a', undefined],
    ['https://', undefined],
    ['https://forms.example/a b', undefined],
    [`https://forms.example/${'a'.repeat(480)}`, undefined],
    ['https://forms.example/a?c={{agendamento}}', 'https://forms.example/a?c={{agendamento}}'],
    ['https://forms.example?c={{agendamento}}&d={{agendamento}}', 'https://forms.example?c={{agendamento}}&d={{agendamento}}'],
    ['https://forms.example/{agendamento}', 'https://forms.example/{agendamento}'],
    ['https://forms.example/{{nome}}', undefined],
    ['https://forms.example/{{Codigo}}', undefined],
    ['https://forms.example/{{agendamento', undefined],
    ['https://{{agendamento}}.example/a', undefined],
    ['https://forms.example{{agendamento}}', undefined],
  ])('%j is %j', (text, value) => expect(readLink(text)).toBe(value))
  it.each([
    ['https://forms.example/{{nome}}', true],
    ['https://{{agendamento}}.example/a', true],
    ['https://forms.example/{{agendamento}}', false],
    ['http://forms.example/{{agendamento}}', false],
    ['forms.example', false],
  ])('whether %j has a place that is none: %j', (text, has) => expect(hasOtherPlace(text)).toBe(has))
})
