import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { request } from '@/lib/http'
import { Switch } from '@/ui/switch'
import { meQuery } from '../api'
import { useConfirming } from './account/confirming'

/** Whether the agency's people enter its clients' businesses only with a second factor. */
export function AgencyPolicy({ agency }: { agency: NonNullable<Me['agency']> }) {
  const { t } = useTranslation('account')
  const id = useId()
  const client = useQueryClient()
  const { guard, dialog } = useConfirming(false)
  const change = useMutation({
    mutationFn: (requires_second_factor: boolean) => request('/api/agency/policy', { method: 'PUT', body: { requires_second_factor } }),
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }),
  })
  return (
    <section className="mt-8 flex items-start gap-4 rounded-xl border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1">
        <h2 id={id} className="text-sm font-medium">
          {t('team.policyAgency')}
        </h2>
        <p className="text-xs text-ink-2">{t('team.policyAgencyText')}</p>
      </div>
      <Switch
        aria-labelledby={id}
        checked={agency.requires_second_factor}
        disabled={change.isPending}
        onCheckedChange={(checked) => void guard(() => change.mutateAsync(checked))}
      />
      {dialog}
    </section>
  )
}
