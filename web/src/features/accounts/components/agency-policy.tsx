import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { request } from '@/lib/http'
import { SecondFactorSwitch } from '@/lib/second-factor-switch'
import { meQuery } from '../api'
import { signingInQuery } from '../signing-in'
import { useConfirming } from './account/confirming'

/** Whether the agency's people enter its clients' businesses only with a second factor; whoever switches it proves who they are. */
export function AgencyPolicy({ agency }: { agency: NonNullable<Me['agency']> }) {
  const { t } = useTranslation('account')
  const client = useQueryClient()
  const signingIn = useQuery(signingInQuery)
  const { guard, dialog } = useConfirming((signingIn.data?.passkeys.length ?? 0) > 0)
  const change = useMutation({
    mutationFn: (requires_second_factor: boolean) => request('/api/agency/policy', { method: 'PUT', body: { requires_second_factor } }),
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'all' }),
  })
  return (
    <SecondFactorSwitch
      title={t('team.policyAgency')}
      text={t('team.policyAgencyText')}
      isOn={agency.requires_second_factor}
      isBusy={change.isPending}
      reachPath="/api/agency/policy"
      onSet={(wanted) => void guard(() => change.mutateAsync(wanted))}
    >
      {dialog}
    </SecondFactorSwitch>
  )
}
