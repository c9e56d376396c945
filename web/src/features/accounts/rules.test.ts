import { describe, expect, it } from 'vitest'
import type { Me, Tenant } from '@/client/types'
import { landing, safeNext, withToken } from './rules'

describe('safeNext', () => {
  it.each(['/t/vida/inbox', '/t/vida/inbox/1?filter=mine', '/agency#x'])('keeps %s', (path) => {
    expect(safeNext(path)).toBe(path)
  })
  it.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '/auth', '/auth?next=/x', 't/vida'])(
    'refuses %j',
    (path) => {
      expect(safeNext(path)).toBeNull()
    },
  )
})

describe('withToken', () => {
  it('keeps the token of a link behind the #', () => expect(withToken('/auth/email', 'abc')).toBe('/auth/email#abc'))
  it('lets the page itself say where it leads', () => expect(withToken('/agency#x', '')).toBe('/agency#x'))
  it('leads nowhere by itself', () => expect(withToken(undefined, 'abc')).toBeUndefined())
})

const tenant = (slug: string): Tenant => ({ id: slug, slug, name: slug, kind: 'clinic', timezone: 'America/Sao_Paulo', role: 'staff', permissions: [], needs_second_factor: false })
const me = (slugs: string[], agency = false): Me => ({
  user: { id: 'u', name: 'Ana', email: 'ana@example.com', locale: 'pt-BR' },
  is_superuser: false,
  agency: agency ? { id: 'a', name: 'Agência', requires_second_factor: false } : null,
  tenants: slugs.map(tenant),
  csrf_token: 'x',
  has_second_factor: false,
})

describe('landing', () => {
  it('is the only business', () => expect(landing(me(['a']), null)).toEqual({ slug: 'a' }))
  it('is the last business worked in', () => expect(landing(me(['a', 'b'], true), 'b')).toEqual({ slug: 'b' }))
  it('is the agency list for agency people with several clients', () => expect(landing(me(['a', 'b'], true), null)).toBe('agency'))
  it('forgets a business one has left', () => expect(landing(me(['a', 'b']), 'gone')).toEqual({ slug: 'a' }))
  it('is nowhere without a business', () => expect(landing(me([]), null)).toBe('nowhere'))
})
