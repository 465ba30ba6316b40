"""How a step is done, in three lines for one tired person; the case's advice always goes before this."""

from dijkwacht.kernel.text import Text

HOW: dict[str, tuple[Text, ...]] = {
    "secure-evidence": (
        Text(
            "Maak eerst een momentopname van het systeem, met het werkgeheugen als dat kan.",
            "First take a snapshot of the system, with its memory where you can.",
        ),
        Text(
            "Kopieer de logbestanden van de gateway, de logserver en de firewall naar een plek erbuiten.",
            "Copy the logs of the gateway, the log server and the firewall to a place outside it.",
        ),
        Text(
            "Herstart en herstel pas daarna: een herstart wist sporen.",
            "Restart and fix only then: a restart wipes traces.",
        ),
    ),
    "close-access": (
        Text(
            "Zet de toegang van buiten uit op de firewall of het systeem zelf.",
            "Switch outside access off at the firewall or on the system itself.",
        ),
        Text("Laat van buiten nagaan dat hij echt dicht is.", "Have it checked from outside that it is really shut."),
        Text(
            "Leg vast wie nu wat niet kan, en wat op kantoor nog werkt.",
            "Record who cannot do what now, and what still works at the office.",
        ),
    ),
    "mitigate": (
        Text(
            "Neem de maatregel precies zoals het advies hem beschrijft.",
            "Take the measure exactly as the advice describes it.",
        ),
        Text(
            "Kijk of hij op uw versie werkt: op sommige versies doet hij niets.",
            "See whether it works on your build: on some builds it does nothing.",
        ),
        Text("Controleer hem van buiten, en leg de methode vast.", "Check it from outside, and record the method."),
    ),
    "fix": (
        Text("Is het bewijs veilig? Pas daarna de herstelversie.", "Is the evidence safe? Only then the fixed build."),
        Text(
            "Installeer op elk systeem, ook op het tweede van een paar.",
            "Install on every system, the second one of a pair too.",
        ),
        Text("Leg de versie vast die er nu draait.", "Record the build that runs now."),
    ),
    "second-fix": (
        Text(
            "Er is een nieuwe herstelversie: de vorige dekt niet alles.",
            "There is a newer fixed build: the earlier one does not cover everything.",
        ),
        Text(
            "Installeer op elk systeem, ook op het tweede van een paar.",
            "Install on every system, the second one of a pair too.",
        ),
        Text("Leg de versie vast die er nu draait.", "Record the build that runs now."),
    ),
    "rebuild": (
        Text("Bouw op vanaf een schone, gecontroleerde installatie.", "Build from a clean, verified image."),
        Text(
            "Neem uit de oude configuratie alleen over wat u begrijpt.",
            "Take over from the old configuration only what you understand.",
        ),
        Text(
            "Vervang daarna alle wachtwoorden, sleutels en certificaten.",
            "Then replace all passwords, keys and certificates.",
        ),
    ),
    "end-sessions": (
        Text(
            "Beëindig alle sessies op elk systeem; herstellen alleen doet dat niet.",
            "End all sessions on every system; fixing alone does not do that.",
        ),
        Text(
            "Waarschuw wie nu thuis werkt: iedereen moet opnieuw inloggen.",
            "Warn those who work from home now: everybody must sign in again.",
        ),
        Text("Leg vast wanneer, en wie het besloot.", "Record when, and who decided."),
    ),
    "replace-secrets": (
        Text(
            "Vervang wachtwoorden, sleutels en certificaten die het systeem kende.",
            "Replace passwords, keys and certificates that the system knew.",
        ),
        Text(
            "Denk aan het dienstaccount naar de directory en aan de sleutels van het certificaat.",
            "Think of the service account to the directory and of the certificate's keys.",
        ),
        Text("Trek de oude in, en leg vast wat vervangen is.", "Revoke the old ones, and record what was replaced."),
    ),
    "verify": (
        Text(
            "Controleer van buiten én van binnen of de maatregel werkt.",
            "Check from outside and from inside whether the measure works.",
        ),
        Text(
            "Gebruik een andere manier dan waarmee hij is aangebracht.",
            "Use another way than the one by which it was put in place.",
        ),
        Text("Leg methode, uitkomst en beperkingen vast.", "Record method, result and limits."),
    ),
    "hunt": (
        Text(
            "Zoek over de hele kwetsbare periode, niet alleen over de laatste dagen.",
            "Search the whole exposed window, not only the last days.",
        ),
        Text(
            "Logbestanden te kort? Vraag de leverancier om back-ups.", "Logs too short? Ask the supplier for backups."
        ),
        Text(
            "Leg vast welke bronnen welke dagen dekken; zonder dekking zegt niets gevonden niets.",
            "Record which sources cover which days; without coverage, nothing found says nothing.",
        ),
    ),
    "follow-up-hunt": (
        Text("Kijk nog eens: sommige sporen verschijnen pas later.", "Look again: some signs show only later."),
        Text(
            "Zoek nu ook naar nieuwe accounts, taken en uitgaand verkeer.",
            "Now also look for new accounts, jobs and outgoing traffic.",
        ),
        Text("Tot dit gedaan is blijft de bewaking verhoogd.", "Until this is done, monitoring stays heightened."),
    ),
    "reopen": (
        Text(
            "Loop de heropeningstoets na, voorwaarde voor voorwaarde.",
            "Walk through the reopening gate, condition by condition.",
        ),
        Text(
            "Laat beslissen wie het mandaat heeft, nooit de CISO alleen.",
            "Let who holds the mandate decide, never the CISO alone.",
        ),
        Text(
            "Leg het besluit vast, ook als u tegen de toets in heropent.",
            "Record the decision, also where you reopen against the gate.",
        ),
    ),
    "watch": (
        Text(
            "Zet bewaking op nieuwe bestanden, accounts en uitgaand verkeer.",
            "Watch for new files, accounts and outgoing traffic.",
        ),
        Text("Spreek af wie 's nachts gebeld wordt.", "Agree who is called at night."),
        Text(
            "Leg vast waarom, en waaraan u ziet dat het terug kan.",
            "Record why, and by what you will see that it can go down.",
        ),
    ),
    "scale-down": (
        Text("Is de termijn om en het vervolgonderzoek gedaan?", "Has the term passed and is the follow-up hunt done?"),
        Text(
            "Leg vast aan welk criterium is voldaan en wie besluit.", "Record which criterion is met and who decides."
        ),
        Text("Eerder afschalen kan, met een reden.", "Scaling down earlier is possible, with a reason."),
    ),
    "recover": (
        Text("Begin met wat burgers of patiënten raakt.", "Begin with what touches citizens or patients."),
        Text("Probeer elke koppeling met de partner samen.", "Try each link together with the partner."),
        Text("Leg vast wat nog ligt, en hoeveel.", "Record what is still piled up, and how much."),
    ),
    "account": (
        Text(
            "Maak de brief aan de raad uit wat is vastgelegd.", "Make the letter to the council from what is recorded."
        ),
        Text("Wat niet is vastgelegd, staat er niet in.", "What is not recorded is not in it."),
        Text("Laat goedkeuren door wie dat moet.", "Have it approved by who must."),
    ),
}
