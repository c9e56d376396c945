import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/lib/http'
import { useSession } from '@/lib/session'
import { Confirm } from '@/ui/confirm'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { teamPolicyQuery, useTeamPolicy } from '../api'
import { useProblems } from '../problems'

/** An owner's switch: people enter this business only with a second factor. It acts after saying whom that keeps out. */
export function SecondFactorPolicy({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation(['account', 'shell'])
  const id = useId()
  const { me, tenant } = useSession()
  const change = useTeamPolicy()
  const problems = useProblems(null)
  const [asked, setAsked] = useState<boolean | null>(null)
  const [isMissing, setMissing] = useState(false)
  const reach = useQuery({ ...teamPolicyQuery(tenant.id), enabled: asked === true, staleTime: 0 })
  const ask = (checked: boolean) => {
    const lacks = checked && !me.has_second_factor // the server refuses whoever would lock themselves out
    setMissing(lacks)
    if (!lacks) setAsked(checked)
  }
  const set = (checked: boolean) => change.mutate(checked, { onError: (error) => toast(problems.say(error), { tone: 'danger' }), onSettled: () => setAsked(null) })
  return (
    <section className="mt-8 rounded-xl border bg-surface px-4 py-3">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-sm font-medium">
            {t('account:team.policy')}
          </h2>
          <p className="text-xs text-ink-2">{t('account:team.policyText')}</p>
        </div>
        <Switch aria-labelledby={id} checked={isOn} disabled={change.isPending} onCheckedChange={ask} />
      </div>
      {isMissing && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {problems.say(new ApiError(409, 'second_factor_missing'))}{' '}
          <Link to="/me" className="underline underline-offset-3">
            {t('account:title')}
          </Link>
        </p>
      )}
      {asked !== null && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={t(asked ? 'account:team.policyOn' : 'account:team.policyOff')}
          text={!asked ? t('account:team.policyOffText') : reach.data ? t('account:team.policyReach', { count: reach.data.people_without }) : t(reach.isError ? 'account:team.policyReachUnknown' : 'shell:loading')}
          confirmLabel={t(asked ? 'account:team.policyOnYes' : 'account:team.policyOffYes')}
          cancelLabel={t('shell:cancel')}
          isBusy={change.isPending || (asked && reach.isLoading)}
          onConfirm={() => set(asked)}
        />
      )}
    </section>
  )
}
