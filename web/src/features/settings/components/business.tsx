import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canChange, useSession } from '@/lib/session'
import { zonesWith, zoneTitle } from '@/lib/zones'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import { toast } from '@/ui/toast'
import { profileQuery, tenantQuery, useChangeTenant, useWrite } from '../api'
import { useDraft } from '../draft'
import { useProblems } from '../problems'
import type { Profile, TenantFacts } from '../wire'
import { Changeable, Loaded, Screen, Section, useMayChange } from './frame'
import { SaveBar } from './save-bar'
import { WordList } from './word-list'

const kinds = ['clinic', 'restaurant', 'other'] as const

/** The business as a whole: what it is called, what it is, what people ask about it. */
export function Business({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const facts = useQuery(tenantQuery(tenant.id))
  const profile = useQuery(profileQuery(tenant.id))
  return (
    <Screen section="business" title={t('nav.business')} lead={t('business.lead')}>
      <Loaded query={facts}>{(kept) => <Loaded query={profile}>{(about) => <BusinessForm facts={kept} profile={about} onChanged={onChanged} />}</Loaded>}</Loaded>
    </Screen>
  )
}

function BusinessForm({ facts, profile, onChanged }: { facts: TenantFacts; profile: Profile; onChanged: () => void }) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const mayChange = useMayChange('business')
  const mayRename = canChange(tenant, 'settings')
  const who = useDraft({ name: facts.name, kind: facts.kind, timezone: facts.timezone })
  const about = useDraft(profile)
  const changeTenant = useChangeTenant()
  const write = useWrite<Profile>('business')
  const problems = useProblems(changeTenant.error ?? write.error)
  const [hasTried, setTried] = useState(false)
  const isIncomplete = about.value.extra.some((one) => !one.question.trim() || !one.answer.trim())
  const { value } = about

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!who.value.name.trim() || isIncomplete) return
    try {
      if (about.isDirty) {
        await write.mutateAsync({ ...value, website: value.website?.trim() || null, instagram: value.instagram?.trim() || null })
        about.discard()
      }
      if (who.isDirty) {
        await changeTenant.mutateAsync(who.value)
        who.discard()
        onChanged()
      }
      setTried(false)
      toast(t('form.savedNextTurn'))
    } catch {
      // shown by the fields and the bar, from the mutations' own state
    }
  }
  const setAnswer = (index: number, changes: Partial<Profile['extra'][number]>) => about.set({ extra: value.extra.map((one, at) => (at === index ? { ...one, ...changes } : one)) })

  return (
    <form noValidate onSubmit={(event) => void save(event)}>
      <Changeable mayChange={mayChange}>
        <Section title={t('business.who')}>
          <Field label={t('business.name')} error={hasTried && !who.value.name.trim() ? t('problems.required') : problems.at('name')}>
            <Input value={who.value.name} maxLength={120} disabled={!mayRename} onChange={(event) => who.set({ name: event.target.value })} />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('business.kind')}>
              <Select value={who.value.kind} disabled={!mayRename} onChange={(event) => who.set({ kind: event.target.value as TenantFacts['kind'] })}>
                {kinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`business.kinds.${kind}`)}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label={t('business.timezone')} hint={t('business.timezoneHint')} error={problems.at('timezone')}>
              <Select value={who.value.timezone} disabled={!mayRename} onChange={(event) => who.set({ timezone: event.target.value })}>
                {zonesWith(who.value.timezone).map((zone) => (
                  <option key={zone} value={zone}>
                    {zoneTitle(zone)}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          <Field label={t('business.about')} hint={t('business.aboutHint', { count: 2000 - value.about.length })} error={problems.at('about')}>
            <Textarea value={value.about} maxLength={2000} rows={4} onChange={(event) => about.set({ about: event.target.value })} />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('business.website')} error={problems.at('website')}>
              <Input inputMode="url" placeholder="https://" value={value.website ?? ''} maxLength={200} onChange={(event) => about.set({ website: event.target.value })} />
            </Field>
            <Field label={t('business.instagram')} error={problems.at('instagram')}>
              <Input placeholder="@" value={value.instagram ?? ''} maxLength={200} onChange={(event) => about.set({ instagram: event.target.value })} />
            </Field>
          </div>
        </Section>
        <Section title={t('business.accepts')} lead={t('business.acceptsLead')}>
          <WordList
            label={t('business.payments')}
            hint={t('form.listHint')}
            placeholder={t('business.paymentsExample')}
            values={value.payment_methods}
            most={30}
            suggestions={value.payment_methods.length === 0 ? [t('business.pix'), t('business.debit'), t('business.credit'), t('business.cash')] : []}
            error={problems.at('payment_methods')}
            onChange={(payment_methods) => about.set({ payment_methods })}
          />
          <WordList
            label={t('business.plans')}
            hint={t('form.listHint')}
            placeholder={t('business.plansExample')}
            values={value.plans}
            most={200}
            error={problems.at('plans')}
            onChange={(plans) => about.set({ plans })}
          />
        </Section>
        <Section title={t('business.questions')} lead={t('business.questionsLead')}>
          {value.extra.map((one, index) => (
            <div key={index} className="flex flex-col gap-3 rounded-xl border bg-surface p-4">
              <Field
                label={t('business.question', { number: index + 1 })}
                error={hasTried && !one.question.trim() ? t('problems.required') : problems.at(`extra.${index}.question`)}
              >
                <Input value={one.question} maxLength={120} onChange={(event) => setAnswer(index, { question: event.target.value })} />
              </Field>
              <Field label={t('business.answer')} error={hasTried && !one.answer.trim() ? t('problems.required') : problems.at(`extra.${index}.answer`)}>
                <Textarea value={one.answer} maxLength={1000} rows={3} onChange={(event) => setAnswer(index, { answer: event.target.value })} />
              </Field>
              <Button variant="ghost" size="sm" className="self-end" aria-label={t('business.removeQuestion', { number: index + 1 })} onClick={() => about.set({ extra: value.extra.filter((_, at) => at !== index) })}>
                <Trash2 aria-hidden />
                {t('form.remove')}
              </Button>
            </div>
          ))}
          {value.extra.length === 0 && <p className="text-sm text-ink-2">{t('business.noQuestions')}</p>}
          <Button className="self-start" disabled={value.extra.length >= 100} onClick={() => about.set({ extra: [...value.extra, { question: '', answer: '' }] })}>
            <Plus aria-hidden />
            {t('business.addQuestion')}
          </Button>
        </Section>
        <SaveBar
          isDirty={who.isDirty || about.isDirty}
          isBusy={write.isPending || changeTenant.isPending}
          problem={problems.text ?? (hasTried && isIncomplete ? t('problems.marked') : null)}
          onDiscard={() => {
            who.discard()
            about.discard()
            write.reset()
            changeTenant.reset()
            setTried(false)
          }}
        />
      </Changeable>
    </form>
  )
}
