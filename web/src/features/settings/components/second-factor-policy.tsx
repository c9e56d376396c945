import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, tenantPath } from '@/lib/http'
import { SecondFactorSwitch } from '@/lib/second-factor-switch'
import { useSession } from '@/lib/session'
import { toast } from '@/ui/toast'
import { useTeamPolicy } from '../api'
import { useProblems } from '../problems'

/** An owner's switch: people enter this business only with a second factor. */
export function SecondFactorPolicy({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('account')
  const { me, tenant } = useSession()
  const change = useTeamPolicy()
  const problems = useProblems(null)
  const [isMissing, setMissing] = useState(false)
  const mayAsk = (wanted: boolean) => {
    const lacks = wanted && !me.has_second_factor // the server refuses whoever would lock themselves out
    setMissing(lacks)
    return !lacks
  }
  return (
    <SecondFactorSwitch
      title={t('team.policy')}
      text={t('team.policyText')}
      isOn={isOn}
      isBusy={change.isPending}
      reachPath={tenantPath(tenant.id, 'team-policy')}
      mayAsk={mayAsk}
      onSet={(wanted) => change.mutate(wanted, { onError: (error) => toast(problems.say(error), { tone: 'danger' }) })}
    >
      {isMissing && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {problems.say(new ApiError(409, 'second_factor_missing'))}{' '}
          <Link to="/me" className="underline underline-offset-3">
            {t('title')}
          </Link>
        </p>
      )}
    </SecondFactorSwitch>
  )
}
