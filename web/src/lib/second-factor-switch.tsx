/** The switch by which people enter only with a second factor, for whatever it holds: a business, or an agency's clients. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyReach } from '@/client/types'
import { Confirm } from '@/ui/confirm'
import { Switch } from '@/ui/switch'
import { request } from './http'

type Props = {
  title: string
  text: string
  isOn: boolean
  isBusy: boolean
  /** Where the server says how many people have no second factor. */
  reachPath: string
  /** False stops the asking; whoever says so says why below. */
  mayAsk?: (wanted: boolean) => boolean
  onSet: (wanted: boolean) => void
  /** What is said below the switch. */
  children?: ReactNode
}

/** It acts after saying whom that keeps out. */
export function SecondFactorSwitch({ title, text, isOn, isBusy, reachPath, mayAsk, onSet, children }: Props) {
  const { t } = useTranslation(['account', 'shell'])
  const id = useId()
  const [asked, setAsked] = useState<boolean | null>(null)
  const reach = useQuery({ queryKey: ['reach', reachPath], queryFn: ({ signal }) => request<PolicyReach>(reachPath, { signal }), enabled: asked === true, staleTime: 0 })
  const told = reach.data ? t('account:team.policyReach', { count: reach.data.people_without }) : t(reach.isError ? 'account:team.policyReachUnknown' : 'shell:loading')
  return (
    <section className="mt-8 rounded-xl border bg-surface px-4 py-3">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-sm font-medium">
            {title}
          </h2>
          <p className="text-xs text-ink-2">{text}</p>
        </div>
        <Switch aria-labelledby={id} checked={isOn} disabled={isBusy} onCheckedChange={(wanted) => (mayAsk?.(wanted) ?? true) && setAsked(wanted)} />
      </div>
      {children}
      {asked !== null && (
        <Confirm
          open
          onOpenChange={() => setAsked(null)}
          title={t(asked ? 'account:team.policyOn' : 'account:team.policyOff')}
          text={asked ? told : t('account:team.policyOffText')}
          confirmLabel={t(asked ? 'account:team.policyOnYes' : 'account:team.policyOffYes')}
          cancelLabel={t('shell:cancel')}
          isBusy={asked && reach.isLoading}
          onConfirm={() => {
            setAsked(null)
            onSet(asked)
          }}
        />
      )}
    </section>
  )
}
