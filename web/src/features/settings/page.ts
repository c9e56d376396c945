/** The public booking page, as the settings change it. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { components } from '@/client/schema'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'

export type BookingPage = components['schemas']['PageOut']
export type PageValues = Pick<BookingPage, 'is_on' | 'slug' | 'domain' | 'language' | 'color' | 'intro' | 'consent' | 'sends_receipts' | 'receipt_templates'>

const key = (tenantId: string) => ['settings', tenantId, 'booking-page'] as const

export const bookingPageQuery = (tenantId: string) =>
  queryOptions({ queryKey: key(tenantId), queryFn: ({ signal }) => request<BookingPage>(tenantPath(tenantId, 'bookings/page'), { signal }) })

/** The page is like this from now on. */
export function useWritePage() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ is_on, slug, domain, language, color, intro, consent, sends_receipts, receipt_templates }: PageValues) =>
      request<BookingPage>(tenantPath(tenant.id, 'bookings/page'), {
        method: 'PUT',
        body: { is_on, slug, domain: domain || null, language, color, intro, consent, sends_receipts, receipt_templates },
      }),
    onSuccess: (kept) => client.setQueryData(key(tenant.id), kept),
  })
}

/** This picture stands at the top of the page; none: no picture does. */
export function useCover() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (picture: Blob | null) => {
      if (picture === null) return request<BookingPage>(tenantPath(tenant.id, 'bookings/page/cover'), { method: 'DELETE' })
      const body = new FormData()
      body.append('file', picture, 'capa.jpg')
      return request<BookingPage>(tenantPath(tenant.id, 'bookings/page/cover'), { method: 'PUT', body })
    },
    onSuccess: (kept) => client.setQueryData(key(tenant.id), kept),
  })
}

/** The name service is asked whose the domain is. */
export function useProveDomain() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => request<BookingPage>(tenantPath(tenant.id, 'bookings/page/domain'), { method: 'POST' }),
    onSuccess: (kept) => client.setQueryData(key(tenant.id), kept),
  })
}

/** As the server has it: a name for addresses, and a host's name. */
export const isSlug = (word: string) => /^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/.test(word)
export const isDomain = (word: string) => word === '' || /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(word)
