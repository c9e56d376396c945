import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '@/client/types'
import { actionKeys, auditQuery, auditView, peopleOf, readable, startOfDay } from './audit'
import { endOf, roomsOf, scopesOf, wayOf } from './keys'

const zone = { timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }
const ana = '0192f000-0000-7000-8000-000000000001'

describe('the audit log’s filters', () => {
  it('take from an address what is a filter', () => {
    expect(auditView({ who: ana, what: 'team', since: '2026-11-01', until: '2026-11-21' })).toEqual({ who: ana, what: 'team', since: '2026-11-01', until: '2026-11-21' })
    expect(auditView({ who: 'operator' })).toEqual({ who: 'operator' })
    expect(auditView({ who: 'x', what: 'y', since: '2026-13-99', until: 7 })).toEqual({})
  })

  it('ask for whole days of the business', () => {
    expect(auditQuery({ who: ana, since: '2026-11-01', until: '2026-11-01' }, zone)).toEqual({ actor_id: ana, since: '2026-11-01T03:00:00.000Z', until: '2026-11-02T03:00:00.000Z' })
    expect(auditQuery({ who: 'key', what: 'keys' }, zone)).toEqual({ actor_kind: 'key', what: 'keys' })
  })

  it.each([
    ['2026-03-29', 'Europe/Lisbon', '2026-03-29T00:00:00.000Z'],
    ['2026-03-30', 'Europe/Lisbon', '2026-03-29T23:00:00.000Z'],
    ['2026-01-01', 'Pacific/Auckland', '2025-12-31T11:00:00.000Z'],
    ['2026-01-01', 'America/Rio_Branco', '2026-01-01T05:00:00.000Z'],
  ])('%s begins in %s at %s', (of, timeZone, at) => {
    expect(startOfDay(of, 0, { timeZone, locale: 'en' })).toBe(at)
  })
})

describe('a new key', () => {
  it('reads what it may change', () => {
    expect(scopesOf({ inbox: 'write', bot: 'read', settings: 'none' })).toEqual(['inbox:read', 'inbox:write', 'bot:read'])
    expect(roomsOf(['inbox:read', 'inbox:write', 'bot:read'])).toEqual(['inbox', 'bot'])
    expect([wayOf(['inbox:write'], 'inbox'), wayOf(['inbox:read'], 'inbox'), wayOf(['inbox:read'], 'bot')]).toEqual(['write', 'read', 'none'])
  })

  it('ends when it was to end', () => {
    expect(endOf('30', 0)).toBe('1970-01-31T00:00:00.000Z')
    expect(endOf('never', 0)).toBeNull()
  })
})

describe('an entry', () => {
  it('says exactly what was done, where there are words for it', () => {
    expect(actionKeys('accounts.second_factor_changed', { method: 'totp_off' })[0]).toBe('accounts_second_factor_changed_totp_off')
    expect(actionKeys('accounts.tenant_changed', { fields: [], requires_second_factor: false })[0]).toBe('accounts_tenant_changed_second_factor_off')
    expect(actionKeys('accounts.tenant_changed', { fields: ['name'], requires_second_factor: null })).toEqual(['accounts_tenant_changed'])
  })
  it('tells a reader names and choices, and no ids', () => {
    expect(readable({ user_id: 'x', role: 'staff', permissions: ['inbox', 'bot'], reason: null })).toEqual([
      { name: 'role', values: ['staff'] },
      { name: 'permissions', values: ['inbox', 'bot'] },
    ])
  })
})

it('people who are not on the team, and did something, can be chosen', () => {
  const by = (id: string, name: string | null, kind = 'user') => ({ actor: { kind, id, name, role: null } }) as unknown as AuditEntry
  expect(peopleOf([{ user_id: '1', name: 'Ana' }], [by('1', 'Ana'), by('2', 'Sofia'), by('3', null), by('4', 'Site novo', 'key')])).toEqual([
    { id: '1', name: 'Ana' },
    { id: '2', name: 'Sofia' },
  ])
})
