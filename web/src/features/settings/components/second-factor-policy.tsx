import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { useTeamPolicy } from '../api'
import { useProblems } from '../problems'

/** An owner's switch: people enter this business only with a second factor. */
export function SecondFactorPolicy({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('account')
  const id = useId()
  const change = useTeamPolicy()
  const problems = useProblems(null)
  return (
    <section className="mt-8 flex items-start gap-4 rounded-xl border bg-surface px-4 py-3">
      <div className="min-w-0 flex-1">
        <h2 id={id} className="text-sm font-medium">
          {t('team.policy')}
        </h2>
        <p className="text-xs text-ink-2">{t('team.policyText')}</p>
      </div>
      <Switch
        aria-labelledby={id}
        checked={isOn}
        disabled={change.isPending}
        onCheckedChange={(checked) => change.mutate(checked, { onError: (error) => toast(problems.say(error), { tone: 'danger' }) })}
      />
    </section>
  )
}
