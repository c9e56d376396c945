/** How people are reminded of their appointments, as the settings change it. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReminderSettings, ReminderSettingsIn, Template } from '@/client/types'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'

const key = (tenantId: string) => ['settings', tenantId, 'reminders'] as const

export const remindersQuery = (tenantId: string) =>
  queryOptions({ queryKey: key(tenantId), queryFn: ({ signal }) => request<ReminderSettings>(tenantPath(tenantId, 'bookings/reminders'), { signal }) })

/** The approved templates of a number. */
export const templatesQuery = (tenantId: string, connectionId: string) =>
  queryOptions({
    queryKey: ['settings', tenantId, 'templates', connectionId] as const,
    queryFn: async ({ signal }) => (await request<{ items: Template[] }>(tenantPath(tenantId, `channels/${connectionId}/templates`), { signal })).items,
  })

/** People are reminded like this from now on. */
export function useWriteReminders() {
  const { tenant } = useSession()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ usual_text, places, offer_places, on_since, ...body }: ReminderSettings) => {
      void [usual_text, places, offer_places, on_since] // the server's own
      return request<ReminderSettings>(tenantPath(tenant.id, 'bookings/reminders'), { method: 'PUT', body: body satisfies ReminderSettingsIn })
    },
    onSuccess: (kept) => client.setQueryData(key(tenant.id), kept),
    onSettled: () => client.invalidateQueries({ queryKey: ['bookings', tenant.id] }),
  })
}
