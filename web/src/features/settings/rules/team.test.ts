import { describe, expect, it } from 'vitest'
import type { Tenant } from '@/client/types'
import type { Member } from '../wire'
import { firstPermissions, mayGiveAll } from './team'

const offered = ['inbox', 'knowledge', 'bot', 'staff', 'settings', 'audit']
const agency = { role: 'agency_staff', permissions: ['knowledge', 'bot', 'settings', 'staff', 'reports', 'audit'] } as unknown as Tenant
const owner = { role: 'owner', permissions: [] } as unknown as Tenant
const holding = (...permissions: string[]) => ({ permissions }) as unknown as Member

describe('a new colleague', () => {
  it('starts with nothing that the person may not give', () => {
    expect(firstPermissions(agency, offered)).toEqual([])
    expect(firstPermissions(owner, offered)).toContain('inbox')
  })
})

describe('a colleague', () => {
  it('who holds more is not let back in and gets no password from the person', () => {
    expect(mayGiveAll(agency, holding('inbox', 'bot'))).toBe(false)
    expect(mayGiveAll(agency, holding('bot'))).toBe(true)
    expect(mayGiveAll(agency, holding())).toBe(true)
  })
  it('may be given anything by an owner', () => expect(mayGiveAll(owner, holding('inbox', 'bot', 'audit'))).toBe(true))
})
