import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Merge } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { request, tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { toast } from '@/ui/toast'
import { keys } from './keys'

/** The records that became this person's, newest first, undone ones included. */
export const mergesQuery = (tenantId: string, contactId: string) =>
  queryOptions({
    queryKey: keys.merges(tenantId, contactId),
    queryFn: async ({ signal }) => (await request<{ items: Merge[] }>(tenantPath(tenantId, `contacts/${contactId}/merges`), { signal })).items,
  })

/** Two records again, each with its own conversation: everything the inbox shows is asked for anew. */
export function useUndoMerge() {
  const { tenant } = useSession()
  const { t } = useTranslation('inbox')
  const client = useQueryClient()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: (mergeId: string) => request<Merge>(tenantPath(tenant.id, `merges/${mergeId}/undo`), { method: 'POST' }),
    onSuccess: () => toast(t('contact.merges.done')),
    onError: (error) => toast(errorText(error), { tone: 'danger' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.all(tenant.id) }),
  })
}
