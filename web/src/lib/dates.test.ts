import { describe, expect, it } from 'vitest'
import { clockSaid, clockTime, dayKey, daysAgo, fullMoment, shortDate, span } from './dates'
import { formatPhone } from './phone'

const zone = { timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }
const english = { timeZone: 'America/Sao_Paulo', locale: 'en' }
const at = '2026-11-21T02:05:00Z'

describe('dates', () => {
  it('are the tenant’s, in 24 hours, in both languages', () => {
    expect(clockTime(at, zone)).toBe('23:05')
    expect(clockTime('2026-11-21T03:00:00Z', english)).toBe('00:00')
    expect(dayKey(at, zone)).toBe('2026-11-20')
    expect(fullMoment(at, english)).toBe('20/11/2026 23:05')
  })
  it('say whose clock they are by to whoever has another', () => {
    expect(clockSaid(at, zone, 'Europe/Lisbon')).toBe('horário padrão de Brasília')
    expect(clockSaid(at, english, 'Europe/Lisbon')).toBe('Brasilia Standard Time')
    expect(clockSaid(at, { timeZone: 'America/Manaus', locale: 'pt-BR' }, 'America/Sao_Paulo')).toBe('horário padrão do Amazonas')
    expect(clockSaid(at, zone, 'America/Sao_Paulo')).toBeNull()
    expect(clockSaid(at, zone, 'America/Bahia')).toBeNull()
    // Fourteen hours ahead: the same hour is no reason to say nothing on another day.
    expect(clockSaid(at, { timeZone: 'Pacific/Honolulu', locale: 'pt-BR' }, 'Pacific/Kiritimati')).not.toBeNull()
  })
  it('count calendar days', () => {
    const now = Date.parse('2026-11-21T03:10:00Z')
    expect(daysAgo(at, now, zone)).toBe(1)
    expect(daysAgo('2026-11-21T03:01:00Z', now, zone)).toBe(0)
    expect(shortDate(at, now, zone)).toBe('20/11')
    expect(shortDate('2025-01-02T12:00:00Z', now, zone)).toBe('02/01/2025')
  })
  it.each([
    [0, '0s'],
    [59_000, '59s'],
    [12 * 60_000, '12min'],
    [192 * 60_000, '3h12'],
    [52 * 3_600_000, '2d 4h'],
    [-5, '0s'],
  ])('spans %i ms as %s', (milliseconds, text) => expect(span(milliseconds)).toBe(text))
})

describe('phones', () => {
  it.each([
    ['+5511987654321', '(11) 98765-4321'],
    ['551133224455', '(11) 3322-4455'],
    [null, ''],
  ])('%s', (phone, text) => expect(formatPhone(phone)).toBe(text))
})
