import { describe, expect, it } from 'vitest'
import type { TimelineEvent } from '@/client/types'
import { describeEvent } from './events'
import { exceededLimit, kindOfFile } from './files'

const event = (name: string, payload: Record<string, unknown> = {}, actor = 'system'): TimelineEvent => ({ type: 'event', id: 'e', name, actor, payload, at: '' })
const ana = 'user:a'
const nameOf = (id: string) => (id === 'b' ? 'Bia' : id === 'a' ? 'Ana' : null)
const owned = (payload: Record<string, unknown>, actor = 'system') => describeEvent(event('inbox.ownership_changed', payload, actor), nameOf)

describe('describeEvent', () => {
  it('tells taking from assigning', () => {
    expect(owned({ from_kind: 'bot', to_kind: 'person', to_user_id: 'a' }, ana)).toEqual({ key: 'assumed', params: { name: 'Ana' } })
    expect(owned({ from_kind: 'nobody', to_kind: 'person', to_user_id: 'b' }, ana)).toEqual({ key: 'assigned', params: { actor: 'Ana', name: 'Bia' } })
    expect(owned({ from: { kind: 'bot' }, to: { kind: 'person', user: { id: 'b', name: 'Bia' } } })).toEqual({ key: 'assumed', params: { name: 'Bia' } })
  })
  it('tells who gave it back', () => {
    expect(owned({ from_kind: 'person', to_kind: 'bot' }, ana).key).toBe('returned')
    expect(owned({ from_kind: 'person', to_kind: 'bot' }).key).toBe('returnedAuto')
    expect(owned({ from_kind: 'bot', to_kind: 'nobody', reason: 'asked' }).key).toBe('handedOff')
    expect(owned({ from_kind: 'bot', to_kind: 'nobody', reason: 'phone_app' }).key).toBe('phoneApp')
  })
  it('knows cases and merges, and names the rest', () => {
    expect(describeEvent(event('inbox.case_closed', {}, ana), nameOf).key).toBe('case_closed')
    expect(describeEvent(event('contacts.contacts_merged'), nameOf).key).toBe('merged')
    expect(describeEvent(event('x.y'), nameOf)).toEqual({ key: 'other', params: { name: 'x.y' } })
  })
})

describe('files', () => {
  it('go out as what the platform takes', () => {
    expect(kindOfFile('image/png')).toBe('image')
    expect(kindOfFile('image/webp')).toBe('document')
    expect(kindOfFile('audio/ogg; codecs=opus')).toBe('audio')
  })
  it('have limits by kind', () => {
    expect(exceededLimit({ type: 'image/png', size: 6_000_000 })).toBe(5 * 1024 * 1024)
    expect(exceededLimit({ type: 'application/pdf', size: 6_000_000 })).toBeNull()
  })
})
