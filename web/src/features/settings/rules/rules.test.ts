import { describe, expect, it } from 'vitest'
import type { Me, Tenant } from '@/client/types'
import type { Member, MenuItem } from '../wire'
import { areHoursSound, byDay, copyDay, dayProblems, exceptionProblem, isPastMidnight, nextPeriod, toWeekly, weekProblems } from './hours'
import { fillIn, isCut, menuProblem, menuShape, newItemId } from './menu'
import { parsePrice, typedPrice } from './price'
import { isGrantable, levelIn, levelsOf, presetNames, presetOf, roomsIn, withLevel, withPreset } from './permissions'
import { firstPermissions, mayChange, newPassword, permissionsToGive, rolesToGive } from './team'

const period = (opens: string, closes: string) => ({ opens, closes })

describe('hours', () => {
  it('go to days and back', () => {
    const weekly = [
      { weekday: 0, opens: '13:30', closes: '18:00' },
      { weekday: 0, opens: '08:00', closes: '12:00' },
      { weekday: 6, opens: '19:00', closes: '02:00' },
    ]
    const days = byDay(weekly)
    expect(days[0]).toEqual([period('13:30', '18:00'), period('08:00', '12:00')]) // as they are being typed
    expect(toWeekly(days)).toEqual(weekly)
  })
  it('know what lies past midnight', () => {
    expect(isPastMidnight(period('19:00', '02:00'))).toBe(true)
    expect(isPastMidnight(period('00:00', '00:00'))).toBe(true)
    expect(isPastMidnight(period('08:00', '12:00'))).toBe(false)
  })
  it.each([
    [[period('08:00', '12:00'), period('12:00', '18:00')], [null, null]],
    [[period('08:00', '12:00'), period('11:00', '18:00')], ['overlap', 'overlap']],
    [[period('', '12:00')], ['incomplete']],
    [[period('18:00', '02:00'), period('23:00', '23:30')], ['overlap', 'overlap']],
  ])('%j', (periods, problems) => expect(dayProblems(periods)).toEqual(problems))
  it('see a night that runs into the next morning', () => {
    const days = byDay([
      { weekday: 6, opens: '20:00', closes: '09:00' },
      { weekday: 0, opens: '08:00', closes: '12:00' },
    ])
    expect(weekProblems(days)[6]).toEqual(['overlapsNextDay'])
  })
  it('offer the next period', () => {
    expect(nextPeriod([])).toEqual(period('08:00', '18:00'))
    expect(nextPeriod([period('08:00', '12:00')])).toEqual(period('13:00', '18:00'))
    for (const closes of ['22:30', '23:59', '00:00', '02:00']) expect(nextPeriod([period('19:00', closes)]).opens).toMatch(/^\d\d:\d\d$/)
  })
  it('copy a day without sharing it', () => {
    const days = copyDay(byDay([{ weekday: 0, opens: '08:00', closes: '12:00' }]), 0, [1, 2])
    expect(days[2]).toEqual([period('08:00', '12:00')])
    expect(days[2]?.[0]).not.toBe(days[0]?.[0])
    expect(days[3]).toEqual([])
  })
  it('refuse an exception twice or without a date', () => {
    const one = { on: '2026-12-24', periods: [], note: null }
    expect(exceptionProblem([one, one], 0)).toBe('repeated')
    expect(exceptionProblem([{ ...one, on: '' }], 0)).toBe('noDate')
    expect(areHoursSound({ weekly: [], exceptions: [one], holidays: { national: true, state: null, optional: false } })).toBe(true)
  })
})

describe('parsePrice', () => {
  it.each([
    ['', null],
    ['0', 0],
    ['90', 9000],
    ['90,5', 9050],
    ['R$ 1.234,50', 123450],
    ['1234.50', 123450],
    ['1,234.50', 123450],
    ['1.234', 123400],
    ['19,99', 1999],
    ['dez', undefined],
    ['-1', undefined],
    ['1,2,3', undefined],
    ['99999999', undefined],
  ])('%j is %s', (typed, cents) => expect(parsePrice(typed)).toBe(cents))
  it('reads what it writes', () => {
    for (const cents of [0, 5, 1999, 123450, 100_000_000]) for (const locale of ['pt-BR', 'en']) expect(parsePrice(typedPrice(cents, locale))).toBe(cents)
  })
})

describe('menu', () => {
  const item = (title: string, extra: Partial<MenuItem> = {}): MenuItem => ({ id: title, title, action: 'hours', text: null, ...extra })
  it('has a shape', () => {
    expect(menuShape([])).toBe('none')
    expect(menuShape([item('A'), item('B')])).toBe('buttons')
    expect(menuShape([item('A'), item('Consultas e preços da casa')])).toBe('list')
    expect(menuShape(Array.from({ length: 11 }, (_, n) => item(`T${n}`)))).toBe('pages')
  })
  it('says what is wrong', () => {
    expect(menuProblem(item(' '))).toBe('noTitle')
    expect(menuProblem(item('A', { action: 'text' }))).toBe('noText')
    expect(menuProblem(item('x'.repeat(61)))).toBe('longTitle')
    expect(menuProblem(item('A'))).toBeNull()
  })
  it('warns of cut titles', () => expect(isCut(item('x'.repeat(25)), [item('x'.repeat(25))])).toBe(true))
  it('finds a free id', () => expect(newItemId([item('A', { id: 'item-2' })])).toBe('item-3'))
  it('fills in words', () => expect(fillIn('{{saudacao}}, {{ nome }}! {{x}}', { saudacao: 'Bom dia', nome: 'Ana' })).toBe('Bom dia, Ana! {{x}}'))
})

describe('team', () => {
  const tenant = (role: Tenant['role'], permissions: string[] = []): Tenant => ({ id: 't', slug: 't', name: 'T', kind: 'clinic', timezone: 'America/Sao_Paulo', role, permissions })
  const me = { user: { id: 'me' } } as Me
  const member = (role: Member['role'], user_id = 'other') => ({ user_id, role }) as Member
  it('gives only what one holds', () => {
    expect(permissionsToGive(tenant('staff', ['inbox', 'staff']), ['inbox', 'bot', 'staff'])).toEqual(['inbox', 'staff'])
    expect(permissionsToGive(tenant('owner'), ['inbox', 'bot'])).toEqual(['inbox', 'bot'])
    expect(permissionsToGive(tenant('staff', ['inbox:read', 'bot']), ['inbox', 'inbox:read', 'bot', 'bot:read', 'settings:read'])).toEqual(['inbox:read', 'bot', 'bot:read'])
    expect(rolesToGive(tenant('agency_staff'))).toEqual(['staff'])
  })
  it('leaves oneself and owners alone', () => {
    expect(mayChange(me, tenant('owner'), member('staff', 'me'))).toBe(false)
    expect(mayChange(me, tenant('agency_staff', ['staff']), member('owner'))).toBe(false)
    expect(mayChange(me, tenant('owner'), member('owner'))).toBe(true)
    expect(mayChange(me, tenant('staff', ['staff']), member('staff'))).toBe(true)
    expect(mayChange(me, tenant('staff', ['staff:read']), member('staff'))).toBe(false)
  })
  it('makes passwords that differ', () => {
    expect(newPassword()).toMatch(/^(\w{4}-){3}\w{4}$/)
    expect(newPassword()).not.toBe(newPassword())
  })
})

describe('permissions', () => {
  const offered = ['inbox', 'inbox:read', 'bot', 'bot:read', 'knowledge', 'knowledge:read', 'staff', 'staff:read', 'settings', 'settings:read', 'audit:read']
  it('are levels in rooms', () => {
    expect(roomsIn(offered)).toEqual(['inbox', 'bot', 'knowledge', 'staff', 'settings', 'audit'])
    expect(levelsOf(offered, 'inbox')).toEqual(['none', 'see', 'change'])
    expect(levelsOf(offered, 'audit')).toEqual(['none', 'see'])
    expect(['inbox', 'bot', 'audit'].map((room) => levelIn(['inbox', 'bot:read', 'audit'], room, offered))).toEqual(['change', 'see', 'see'])
    expect(levelIn([], 'inbox', offered)).toBe('none')
  })
  it('change in one room and stay in the others', () => {
    expect(withLevel(['inbox', 'reports'], 'inbox', 'see')).toEqual(['reports', 'inbox:read'])
    expect(withLevel(['inbox:read', 'inbox'], 'inbox', 'none')).toEqual([])
  })
  it.each(presetNames)('are those of %s once it was chosen', (preset) => {
    const chosen = withPreset(['reports', 'bot'], preset, offered)
    expect(presetOf(chosen, offered)).toBe(preset)
    expect(chosen).toContain('reports')
    expect(isGrantable(preset, offered)).toBe(true)
    expect(isGrantable(preset, ['staff'])).toBe(false)
  })
  it('are nobody\u2019s usual job otherwise', () => expect(presetOf(['inbox', 'bot:read'], offered)).toBeNull())
  it('start as the usual job where it can be given', () => {
    const tenant = { role: 'staff', permissions: ['inbox', 'knowledge'] } as unknown as Tenant
    expect(firstPermissions(tenant, offered)).toEqual(['inbox'])
    expect(firstPermissions({ ...tenant, permissions: ['staff'] }, offered)).toEqual([])
  })
})
