using System.CommandLine;
using Catalog.Cli.Validation;
using Catalog.Model;

namespace Catalog.Cli.Commands;

/// <summary><c>catalog validate catalog-info.yaml</c>: what is wrong in catalog files, without any catalog.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "Catalog files, YAML or JSON.", Arity = ArgumentArity.OneOrMore };
        var kinds = new Option<string[]>("--kind") { Description = "A kind of your own to accept beside the built-in ones; may be given several times." };
        var command = new Command("validate", "Checks catalog files. Prints file:line:column and what is wrong.") { files, kinds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var check = new FileCheck(EntityModel.BuiltIn.WithKinds(parsed.GetValue(kinds) ?? []));
            var output = parsed.InvocationConfiguration.Output;
            var problems = 0;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                foreach (var problem in await check.CheckAsync(file, cancellationToken))
                {
                    problems++;
                    await output.WriteLineAsync(problem.ToString());
                }
            }

            await output.WriteLineAsync($"{check.Entities} {(check.Entities == 1 ? "entity" : "entities")}, {problems} {(problems == 1 ? "problem" : "problems")}");
            return (int)(problems == 0 ? ExitCode.Ok : ExitCode.No);
        });
        return command;
    }
}
