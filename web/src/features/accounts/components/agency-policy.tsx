import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, PolicyReach } from '@/client/types'
import { request } from '@/lib/http'
import { Confirm } from '@/ui/confirm'
import { Switch } from '@/ui/switch'
import { meQuery } from '../api'
import { signingInQuery } from '../signing-in'
import { useConfirming } from './account/confirming'

/** Whether the agency's people enter its clients' businesses only with a second factor. It acts after saying whom that keeps out. */
export function AgencyPolicy({ agency }: { agency: NonNullable<Me['agency']> }) {
  const { t } = useTranslation(['account', 'shell'])
  const id = useId()
  const client = useQueryClient()
  const signingIn = useQuery(signingInQuery)
  const { guard, dialog } = useConfirming((signingIn.data?.passkeys.length ?? 0) > 0)
  const [asked, setAsked] = useState<boolean | null>(null)
  const reach = useQuery({ queryKey: ['agency', 'policy'], queryFn: ({ signal }) => request<PolicyReach>('/api/agency/policy', { signal }), enabled: asked === true, staleTime: 0 })
  const change = useMutation({
    mutationFn: (requires_second_factor: boolean) => request('/api/agency/policy', { method: 'PUT', body: { requires_second_factor } }),
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }),
  })
  const set = async (checked: boolean) => {
    setAsked(null)
    await guard(() => change.mutateAsync(checked))
  }
  return (
    <section className="mt-8 flex items-start gap-4 rounded-xl border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1">
        <h2 id={id} className="text-sm font-medium">
          {t('account:team.policyAgency')}
        </h2>
        <p className="text-xs text-ink-2">{t('account:team.policyAgencyText')}</p>
      </div>
      <Switch aria-labelledby={id} checked={agency.requires_second_factor} disabled={change.isPending} onCheckedChange={setAsked} />
      {asked !== null && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={t(asked ? 'account:team.policyOn' : 'account:team.policyOff')}
          text={!asked ? t('account:team.policyOffText') : reach.data ? t('account:team.policyReach', { count: reach.data.people_without }) : t(reach.isError ? 'account:team.policyReachUnknown' : 'shell:loading')}
          confirmLabel={t(asked ? 'account:team.policyOnYes' : 'account:team.policyOffYes')}
          cancelLabel={t('shell:cancel')}
          isBusy={asked && reach.isLoading}
          onConfirm={() => void set(asked)}
        />
      )}
      {dialog}
    </section>
  )
}
