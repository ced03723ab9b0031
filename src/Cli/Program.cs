return await Breakwater.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error);
