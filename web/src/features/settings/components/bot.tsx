import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { Switch } from '@/ui/switch'
import { toast } from '@/ui/toast'
import { botQuery, useWrite } from '../api'
import { useDraft } from '../draft'
import { useProblems } from '../problems'
import { LONGEST_TEXT, menuProblem } from '../rules/menu'
import type { BotSettings } from '../wire'
import { BotPreview } from './bot-preview'
import { Changeable, Loaded, Screen, Section, useMayChange } from './frame'
import { MenuEditor } from './menu-editor'
import { PlaceholderText } from './placeholder-text'
import { SaveBar } from './save-bar'

/** How the bot speaks and when it calls a person. */
export function Bot() {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const bot = useQuery(botQuery(tenant.id))
  return (
    <Screen section="bot" title={t('nav.bot')} lead={t('bot.lead')}>
      <Loaded query={bot}>{(kept) => <BotForm kept={kept} />}</Loaded>
    </Screen>
  )
}

function BotForm({ kept }: { kept: BotSettings }) {
  const { t } = useTranslation('settings')
  const mayChange = useMayChange('bot')
  const write = useWrite<BotSettings>('bot')
  const problems = useProblems(write.error)
  const { value, set, isDirty, discard } = useDraft(kept)
  const [hasTried, setTried] = useState(false)
  const { handoff } = value
  const setHandoff = (changes: Partial<BotSettings['handoff']>) => set({ handoff: { ...handoff, ...changes } })
  const isMenuSound = value.menu.every((item) => menuProblem(item) === null)
  const isWhole = (minutes: number | null, least: number, most: number) => minutes === null || (Number.isInteger(minutes) && minutes >= least && minutes <= most)
  const areMinutesSound = isWhole(handoff.return_after_minutes, 1, 10080) && isWhole(handoff.unclaimed_alert_minutes, 1, 10080)

  const save = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isMenuSound || !areMinutesSound) return
    write.mutate(value, {
      onSuccess: () => {
        discard()
        setTried(false)
        toast(t('form.savedNextTurn'))
      },
    })
  }
  const minutes = (typed: string) => (typed.trim() === '' ? null : Number(typed))

  return (
    <div className="grid gap-8 xl:grid-cols-[minmax(0,1fr)_19rem]">
      <form noValidate onSubmit={save} className="min-w-0">
        <Changeable mayChange={mayChange}>
          <div className="mb-6 flex items-start gap-4 rounded-xl border bg-surface p-4">
            <div className="min-w-0 flex-1">
              <p id="bot-on" className="font-medium">
                {t(value.is_on ? 'bot.on' : 'bot.off')}
              </p>
              <p id="bot-on-text" className="text-sm text-ink-2">
                {t(value.is_on ? 'bot.onText' : 'bot.offText')}
              </p>
            </div>
            <Switch aria-labelledby="bot-on" aria-describedby="bot-on-text" checked={value.is_on} onCheckedChange={(is_on) => set({ is_on })} />
          </div>
          <Section title={t('bot.voice')} lead={t('bot.voiceLead')}>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={t('bot.name')} hint={t('bot.nameHint')} error={problems.at('tone_name')}>
                <Input value={value.tone_name} maxLength={60} onChange={(event) => set({ tone_name: event.target.value })} />
              </Field>
              <Field label={t('bot.language')} hint={t('bot.languageHint')} error={problems.at('language')}>
                <Select value={value.language} onChange={(event) => set({ language: event.target.value as BotSettings['language'] })}>
                  {(['auto', 'pt-BR', 'en'] as const).map((one) => (
                    <option key={one} value={one}>
                      {t(`bot.languages.${one}`)}
                    </option>
                  ))}
                </Select>
              </Field>
            </div>
            <PlaceholderText
              label={t('bot.welcome')}
              hint={t('bot.welcomeHint')}
              error={problems.at('welcome')}
              value={value.welcome}
              most={LONGEST_TEXT}
              places={['saudacao', 'nome', 'negocio', 'bot', 'unidade']}
              onChange={(welcome) => set({ welcome })}
            />
          </Section>
          <Section title={t('bot.menu')} lead={t('bot.menuLead')}>
            <MenuEditor menu={value.menu} hasTried={hasTried} problemAt={problems.at} onChange={(menu) => set({ menu })} />
          </Section>
          <Section title={t('bot.unknown')} lead={t('bot.unknownLead')}>
            <PlaceholderText
              label={t('bot.fallback')}
              hint={t('bot.ownWords')}
              error={problems.at('fallback_text')}
              value={value.fallback_text}
              most={LONGEST_TEXT}
              places={['nome', 'negocio']}
              onChange={(fallback_text) => set({ fallback_text })}
            />
            <Field label={t('bot.afterUnknown')} error={problems.at('handoff.on_unknown_after')}>
              <Select value={handoff.on_unknown_after} onChange={(event) => setHandoff({ on_unknown_after: Number(event.target.value) })}>
                {[1, 2, 3, 4, 5].map((count) => (
                  <option key={count} value={count}>
                    {t('bot.afterCount', { count })}
                  </option>
                ))}
              </Select>
            </Field>
          </Section>
          <Section title={t('bot.handoff')} lead={t('bot.handoffLead')}>
            <PlaceholderText
              label={t('bot.duringHours')}
              hint={t('bot.ownWords')}
              error={problems.at('handoff.during_hours_text')}
              value={handoff.during_hours_text}
              most={LONGEST_TEXT}
              places={['nome', 'negocio']}
              onChange={(during_hours_text) => setHandoff({ during_hours_text })}
            />
            <PlaceholderText
              label={t('bot.afterHours')}
              hint={t('bot.afterHoursHint')}
              error={problems.at('handoff.after_hours_text')}
              value={handoff.after_hours_text}
              most={LONGEST_TEXT}
              places={['quando', 'nome', 'negocio']}
              onChange={(after_hours_text) => setHandoff({ after_hours_text })}
            />
            <div className="grid gap-4 sm:grid-cols-2">
              <Field
                label={t('bot.returnAfter')}
                hint={t('bot.returnAfterHint')}
                error={!isWhole(handoff.return_after_minutes, 1, 10080) ? t('bot.minutesInvalid') : problems.at('handoff.return_after_minutes')}
              >
                <Input inputMode="numeric" value={handoff.return_after_minutes ?? ''} onChange={(event) => setHandoff({ return_after_minutes: minutes(event.target.value) })} />
              </Field>
              <Field
                label={t('bot.alertAfter')}
                hint={t('bot.alertAfterHint')}
                error={!isWhole(handoff.unclaimed_alert_minutes, 1, 10080) ? t('bot.minutesInvalid') : problems.at('handoff.unclaimed_alert_minutes')}
              >
                <Input inputMode="numeric" value={handoff.unclaimed_alert_minutes} onChange={(event) => setHandoff({ unclaimed_alert_minutes: minutes(event.target.value) ?? 10 })} />
              </Field>
            </div>
          </Section>
          <SaveBar
            isDirty={isDirty}
            isBusy={write.isPending}
            problem={problems.text ?? (hasTried && !(isMenuSound && areMinutesSound) ? t('problems.marked') : null)}
            onDiscard={() => {
              discard()
              write.reset()
              setTried(false)
            }}
          />
        </Changeable>
      </form>
      <BotPreview settings={value} />
    </div>
  )
}
